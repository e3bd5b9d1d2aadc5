/** Coordinates as a surveyor would set them out: to the millimetre (degrees: 1e-9). */
import { mapped, polygons, type Point, type Shape } from './types'

export interface Rounding {
  /** Round a coordinate; a point that is a corner of some parcel stays that very corner. */
  point: (point: Point) => Point
  /** Round the points of a shape that `before` does not have. */
  shape: (shape: Shape, before: Shape | null) => Shape
  decimals: number
}

const keyOf = (point: Point): string => `${point[0]},${point[1]}`

export function roundingOf(degrees: boolean, filed: readonly (Shape | null)[]): Rounding {
  const decimals = degrees ? 9 : 3
  const corners = new Set<string>()
  for (const shape of filed) if (shape) for (const point of points(shape)) corners.add(keyOf(point))
  const point = (told: Point): Point =>
    corners.has(keyOf(told)) ? told : [Number((told[0] ?? NaN).toFixed(decimals)), Number((told[1] ?? NaN).toFixed(decimals))]
  return {
    decimals,
    point,
    shape: (shape, before) => {
      const kept = new Set(before ? points(before).map(keyOf) : [])
      return mapped(shape, (told) => (kept.has(keyOf(told)) ? told : point(told)))
    },
  }
}

function points(shape: Shape): Point[] {
  return polygons(shape).flatMap((rings) => rings.flatMap((ring) => ring))
}

/** Return a shape moved by so much; points keep their distances to the last digit. */
export function moved(shape: Shape, east: number, north: number): Shape {
  return mapped(shape, ([x = 0, y = 0]) => [clean(x + east), clean(y + north)])
}

/** Drop what adding leaves beyond a micrometre (of a degree: beyond 1e-12). */
function clean(value: number): number {
  return Math.abs(value) > 1000 ? Number(value.toFixed(6)) : Number(value.toFixed(12))
}
