/** The grid of a survey sheet: crosses at round coordinates, their values along the frame. */
import { apply } from 'ol/transform'
import type Layer from 'ol/layer/Layer'
import { canvasLayer } from './canvasLayer'
import { degreesText, kilometres } from './figures'
import { FONT, token } from './theme'

const APART = 110 // pixels between lines at least
const ARM = 5 // pixels from the middle of a cross
// Of a degree: 10°, 5°, …, 1″, 0.1″.
const ANGLES = [10, 5, 2, 1, 1 / 2, 1 / 4, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 240, 1 / 360, 1 / 720, 1 / 1800, 1 / 3600, 1 / 7200, 1 / 36000]

/** Return the distance of grid lines: 1, 2 or 5 times a power of ten, or a round angle. */
function spacing(least: number, degrees: boolean): number {
  if (degrees) return ANGLES.filter((angle) => angle >= least).pop() ?? 10
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find((times) => times * power >= least) ?? 10) * power
}

function lines(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.floor(to / step) - first + 1)
  return Array.from({ length: count }, (_, at) => (first + at) * step)
}

export function graticule(degrees: boolean): Layer[] {
  const label = (value: number, step: number): string => (degrees ? degreesText(value, step) : kilometres(value, step))
  const grid = (frame: { extent: number[] | null; viewState: { resolution: number } }): [number, number[], number[]] => {
    const [minx = 0, miny = 0, maxx = 0, maxy = 0] = frame.extent ?? []
    const step = spacing(APART * frame.viewState.resolution, degrees)
    return [step, lines(minx, maxx, step), lines(miny, maxy, step)]
  }
  const crosses = canvasLayer('crosses', 1, (on, frame) => {
    const [, across, up] = grid(frame)
    on.strokeStyle = '#b9b7ae'
    on.lineWidth = 1
    on.beginPath()
    for (const x of across)
      for (const y of up) {
        const [px = 0, py = 0] = apply(frame.coordinateToPixelTransform, [x, y]).map((v) => Math.round(v) + 0.5)
        on.moveTo(px - ARM, py)
        on.lineTo(px + ARM, py)
        on.moveTo(px, py - ARM)
        on.lineTo(px, py + ARM)
      }
    on.stroke()
  })
  const values = canvasLayer('values', 90, (on, frame) => {
    const [step, across, up] = grid(frame)
    const [width = 0, height = 0] = frame.size
    on.font = `10.5px ${FONT}`
    on.lineWidth = 3
    on.lineJoin = 'round'
    on.strokeStyle = 'rgba(255,255,255,0.9)'
    on.fillStyle = on.strokeStyle
    const write = (text: string, x: number, y: number): void => {
      on.strokeText(text, x, y)
      on.fillStyle = token('muted')
      on.fillText(text, x, y)
    }
    on.textBaseline = 'bottom'
    on.textAlign = 'center'
    for (const x of across) {
      const px = apply(frame.coordinateToPixelTransform, [x, 0])[0] ?? 0
      if (px > 90 && px < width - 40) write(label(x, step), px, height - 3)
      tick(on, px, height, px, height - 4)
    }
    on.textBaseline = 'middle'
    on.textAlign = 'left'
    for (const y of up) {
      const py = apply(frame.coordinateToPixelTransform, [0, y])[1] ?? 0
      if (py > 16 && py < height - 24) write(label(y, step), 7, py)
      tick(on, 0, py, 4, py)
    }
  })
  return [crosses, values]
}

function tick(on: CanvasRenderingContext2D, x: number, y: number, tox: number, toy: number): void {
  on.save()
  on.strokeStyle = token('muted')
  on.lineWidth = 1
  on.beginPath()
  on.moveTo(x, y)
  on.lineTo(tox, toy)
  on.stroke()
  on.restore()
}
