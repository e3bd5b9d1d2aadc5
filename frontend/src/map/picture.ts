/** A picture of the map for a report: with title, scale, north, CRS. */
import type OlMap from 'ol/Map'
import type { Crs } from './crs'
import { groundResolution } from './ground'
import { scaleNumber } from './figures'
import { FONT, PAPER } from './theme'
import { save } from '@/parts/save'
import { t } from '@/words'

export interface Caption {
  title: string
  crs: Crs
  crsName: string
  /** What has to stand on a picture of restricted layers; "" on others. */
  notice: string
}

const HEAD = 40
const FOOT = 40
const INK = '#1d2733'
const NOTICE = '#b4231f'

/** Draw the map as it stands, framed, on a canvas. */
export function compose(map: OlMap, caption: Caption, canvas: HTMLCanvasElement): void {
  const [width = 0, height = 0] = map.getSize() ?? []
  const ratio = Math.max(2, window.devicePixelRatio)
  canvas.width = width * ratio
  canvas.height = (height + HEAD + FOOT) * ratio
  const on = canvas.getContext('2d')
  if (!on || width === 0) return
  on.fillStyle = '#fff'
  on.fillRect(0, 0, canvas.width, canvas.height)
  on.setTransform(ratio, 0, 0, ratio, 0, HEAD * ratio)
  on.fillStyle = PAPER
  on.fillRect(0, 0, width, height)
  map.getViewport()?.querySelectorAll<HTMLCanvasElement>('.ol-layers canvas').forEach((layer) => draw(on, layer, ratio))
  on.globalAlpha = 1
  on.setTransform(ratio, 0, 0, ratio, 0, 0)
  on.strokeStyle = INK
  on.lineWidth = 1
  on.strokeRect(0.5, HEAD + 0.5, width - 1, height - 1)
  on.fillStyle = INK
  on.font = `600 16px ${FONT}`
  on.textAlign = 'center'
  on.textBaseline = 'middle'
  on.fillText(caption.title, width / 2, HEAD / 2, width - 320)
  on.textAlign = 'right'
  on.fillStyle = NOTICE
  on.font = `600 13px ${FONT}`
  on.fillText(caption.notice, width - 12, HEAD / 2)
  on.textAlign = 'center'
  north(on, width - 26, HEAD + 16)
  foot(on, map, caption, width, HEAD + height + FOOT / 2)
}

/** Copy a canvas of the map where it stands: at its opacity and scale. */
function draw(on: CanvasRenderingContext2D, from: HTMLCanvasElement, ratio: number): void {
  const shown = from.getBoundingClientRect()
  const frame = from.closest('.ol-layers')?.getBoundingClientRect()
  if (from.width === 0 || from.height === 0 || !frame) return
  const opacity = from.style.opacity || from.parentElement?.style.opacity
  on.globalAlpha = opacity ? Number(opacity) : 1
  on.setTransform(ratio, 0, 0, ratio, 0, HEAD * ratio)
  on.drawImage(from, shown.left - frame.left, shown.top - frame.top, shown.width, shown.height)
}

function north(on: CanvasRenderingContext2D, x: number, y: number): void {
  on.beginPath()
  on.moveTo(x, y)
  on.lineTo(x + 6, y + 26)
  on.lineTo(x, y + 20)
  on.lineTo(x - 6, y + 26)
  on.closePath()
  on.lineWidth = 3
  on.strokeStyle = '#fff'
  on.stroke()
  on.fillStyle = INK
  on.fill()
  on.font = `600 12px ${FONT}`
  on.lineWidth = 3
  on.strokeText(t('page.map.north'), x, y + 36)
  on.fillText(t('page.map.north'), x, y + 36)
}

function foot(on: CanvasRenderingContext2D, map: OlMap, caption: Caption, width: number, y: number): void {
  const resolution = groundResolution(map, caption.crs)
  const most = 140 * resolution
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find((times) => times * power <= most) ?? 1) * power
  const bar = metres / resolution
  on.strokeStyle = INK
  on.lineWidth = 1.5
  on.strokeRect(12, y - 3, bar / 2, 6)
  on.fillRect(12, y - 3, bar / 2, 6)
  on.strokeRect(12 + bar / 2, y - 3, bar / 2, 6)
  on.font = `12px ${FONT}`
  on.textAlign = 'left'
  const scale = `1:${scaleNumber(resolution / (0.0254 / 96))}`
  on.fillText(`${metres >= 1000 ? `${metres / 1000} km` : `${metres} m`}   ${t('page.map.scale_about', { scale })}`, 20 + bar, y)
  on.textAlign = 'right'
  on.fillText(caption.crsName, width - 12, y)
}

/** Give the picture to the user as a PNG; raises where a base layer forbids it. */
export async function download(map: OlMap, caption: Caption): Promise<void> {
  const canvas = document.createElement('canvas')
  compose(map, caption, canvas)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('no picture')
  save(blob, `${caption.title}.png`)
}
