/** Rings around findings too small to see, and their numbers where few are in view. */
import type Layer from 'ol/layer/Layer'
import type { FrameState } from 'ol/Map'
import { canvasLayer } from '../canvasLayer'
import type { Status } from '../chart'
import type { Box } from '../crs'
import { FONT, tone } from '../theme'
import { CASING, SELECTED } from './selectionStyle'

/** A finding with a place; `point` lies in it, `size` is the longer side of its box, in map units. */
export interface Mark {
  number: number
  status: Status
  point: [number, number]
  box: Box
  size: number
}

const SMALL = 10 // pixels: smaller pieces get a ring
const RADIUS = 7
const CELL = 12 // pixels: one ring, of the worst, for all whose middles share a cell
const CROWD = 400 // more rings than these become small ones: how dense they lie is what one sees
const SPECK = 3
const LIFT = 14 // pixels
const FEW = 45 // numbers are written where no more findings than these are in view

interface Seen {
  mark: Mark
  x: number
  y: number
  ringed: boolean
}

/** Layer of the marks that `told` names, worst first; `selected` is the number of one of them. */
export function marksLayer(told: () => readonly Mark[], selected: () => number | null): Layer {
  const ring = ringSprites()
  return canvasLayer('marks', 35, (on, frame) => {
    const chosen = selected()
    const { rings, few, count } = inView(told(), frame, chosen)
    const radius = rings.length > CROWD ? SPECK : RADIUS
    for (const { mark, x, y } of rings) ring(on, mark.status, radius, frame.pixelRatio, x, y)
    const mine = few.find((one) => one.mark.number === chosen)
    if (mine && mine.mark.size < 3 * SMALL * frame.viewState.resolution) selectedRing(on, mine)
    if (count <= FEW) numbers(on, few, chosen)
  })
}

/** Return the rings to draw, one a cell, and the marks in view: all where they are few, else the
 * chosen one alone. Tens of thousands are looked through at every frame: no object for each. */
function inView(marks: readonly Mark[], frame: FrameState, chosen: number | null): { rings: Seen[]; few: Seen[]; count: number } {
  const [minx = 0, miny = 0, maxx = 0, maxy = 0] = frame.extent ?? []
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = frame.coordinateToPixelTransform
  const small = SMALL * frame.viewState.resolution
  const taken = new Set<number>()
  const rings: Seen[] = []
  const few: Seen[] = []
  let count = 0
  for (const mark of marks) {
    const box = mark.box
    if (box[0] > maxx || box[2] < minx || box[1] > maxy || box[3] < miny) continue
    count += 1
    const ringed = mark.size < small
    const keep = count <= FEW || mark.number === chosen
    if (!ringed && !keep) continue
    const x = a * mark.point[0] + c * mark.point[1] + e
    const y = b * mark.point[0] + d * mark.point[1] + f
    if (keep) few.push({ mark, x, y, ringed })
    if (!ringed) continue
    const cell = Math.round(x / CELL) * 65_536 + Math.round(y / CELL)
    if (taken.has(cell)) continue
    taken.add(cell)
    rings.push({ mark, x, y, ringed })
  }
  return { rings, few, count }
}

/** Return what draws a ring: a picture made once for each tone, since thousands may be drawn. */
function ringSprites(): (on: CanvasRenderingContext2D, status: Status, radius: number, ratio: number, x: number, y: number) => void {
  const kept = new Map<string, HTMLCanvasElement>()
  return (on, status, radius, ratio, x, y) => {
    const colour = tone(status)
    const side = 2 * radius + 6
    const name = `${colour} ${radius} ${ratio}`
    let sprite = kept.get(name)
    if (!sprite) {
      sprite = document.createElement('canvas')
      sprite.width = sprite.height = Math.ceil(side * ratio)
      const own = sprite.getContext('2d')
      own?.scale(ratio, ratio)
      if (own) circles(own, side / 2, side / 2, radius, [['rgba(255,255,255,0.85)', 4], [colour, 2]])
      kept.set(name, sprite)
    }
    on.drawImage(sprite, Math.round(x - side / 2), Math.round(y - side / 2), side, side)
  }
}

function circles(on: CanvasRenderingContext2D, x: number, y: number, radius: number, strokes: readonly (readonly [string, number])[]): void {
  for (const [colour, width] of strokes) {
    on.strokeStyle = colour
    on.lineWidth = width
    on.beginPath()
    on.arc(x, y, radius, 0, 2 * Math.PI)
    on.stroke()
  }
}

function selectedRing(on: CanvasRenderingContext2D, { x, y }: Seen): void {
  circles(on, x, y, RADIUS + 6, [['#fff', 8], [CASING, 6], [SELECTED, 3.2]])
}

/** Write numbers beside rings or into shapes, above the numbers of parcels, where they cover
 * neither each other nor a ring. */
function numbers(on: CanvasRenderingContext2D, seen: readonly Seen[], chosen: number | null): void {
  on.font = `700 11px ${FONT}`
  on.textBaseline = 'middle'
  on.textAlign = 'left'
  on.lineJoin = 'round'
  on.lineWidth = 3.5
  on.strokeStyle = '#fff'
  const taken: { box: Box; of: number }[] = seen
    .filter((one) => one.ringed)
    .map(({ mark, x, y }) => ({ box: [x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS], of: mark.number }))
  const first = (one: Seen): number => Number(one.mark.number !== chosen)
  for (const { mark, x, y, ringed } of seen.slice().sort((one, other) => first(one) - first(other))) {
    const text = String(mark.number)
    const width = on.measureText(text).width
    const left = ringed ? x + RADIUS + 3 : x - width / 2
    const middle = ringed ? y : y - LIFT
    const box: Box = [left - 2, middle - 7, left + width + 2, middle + 7]
    if (taken.some((other) => other.of !== mark.number && overlap(other.box, box))) continue
    taken.push({ box, of: mark.number })
    on.strokeText(text, left, middle)
    on.fillStyle = tone(mark.status)
    on.fillText(text, left, middle)
  }
}

function overlap(one: Box, other: Box): boolean {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]
}

/** Return the marks that are drawn as rings and touched by a point of the map. */
export function marksAt(marks: readonly Mark[], at: readonly number[], resolution: number): Mark[] {
  const reach = (RADIUS + 2) * resolution
  const [x = NaN, y = NaN] = at
  return marks.filter((mark) => mark.size < SMALL * resolution && Math.hypot(mark.point[0] - x, mark.point[1] - y) <= reach)
}
