/** A layer that draws itself on a canvas of its own, at every frame, in CSS pixels. */
import Layer from 'ol/layer/Layer'
import type { FrameState } from 'ol/Map'

/** `draw` gets a cleared canvas; `frame.coordinateToPixelTransform` leads from map to pixels. */
export function canvasLayer(name: string, zIndex: number, draw: (on: CanvasRenderingContext2D, frame: FrameState) => void): Layer {
  const canvas = document.createElement('canvas')
  canvas.className = 'ol-layer'
  Object.assign(canvas.style, { position: 'absolute', left: '0', top: '0', width: '100%', height: '100%', pointerEvents: 'none' })
  const context = canvas.getContext('2d')
  return new Layer({
    zIndex,
    properties: { name },
    render(frame: FrameState): HTMLElement {
      if (!context) return canvas
      const ratio = frame.pixelRatio
      const [width = 0, height = 0] = frame.size
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio)
        canvas.height = Math.round(height * ratio)
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.clearRect(0, 0, width, height)
      draw(context, frame)
      return canvas
    },
  })
}
