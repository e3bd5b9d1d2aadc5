/** Whether a point lies in a shape or next to it: asked of the shape, not of pixels read back. */
import type { FeatureLike } from 'ol/Feature'
import type { Geometry, SimpleGeometry } from 'ol/geom'

interface Flat {
  coordinates: readonly number[]
  stride: number
  /** Where each ring or line ends, in order; empty for points. */
  ends: readonly number[]
  areal: boolean
}

function flat(feature: FeatureLike): Flat | null {
  const shape = feature.getGeometry() as Geometry | SimpleGeometry | undefined
  if (!shape || !('getFlatCoordinates' in shape)) return null
  const type = shape.getType()
  const coordinates = shape.getFlatCoordinates() ?? []
  const nested = shape as unknown as { getEndss?: () => number[][]; getEnds?: () => number[] }
  const ends = nested.getEndss ? ([] as number[]).concat(...nested.getEndss()) : (nested.getEnds?.() ?? [])
  return {
    coordinates,
    stride: shape.getStride(),
    ends: ends.length ? ends : [coordinates.length],
    areal: type === 'Polygon' || type === 'MultiPolygon',
  }
}

/** Return whether a point of the map lies in the shape, or within `reach` (map units) of its edge. */
export function near(feature: FeatureLike, at: readonly number[], reach: number): boolean {
  const shape = flat(feature)
  if (!shape) return false
  const [x = NaN, y = NaN] = at
  const { coordinates: c, stride } = shape
  let inside = false
  let start = 0
  for (const end of shape.ends) {
    for (let i = start; i < end; i += stride) {
      const j = i + stride < end ? i + stride : i
      const [ax, ay, bx, by] = [c[i] as number, c[i + 1] as number, c[j] as number, c[j + 1] as number]
      if (away2(x, y, ax, ay, bx, by) <= reach * reach) return true
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
    start = end
  }
  return inside && shape.areal
}

/** Square of the distance of a point from the piece of a line. */
function away2(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const long2 = dx * dx + dy * dy
  const along = long2 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long2)) : 0
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2
}
