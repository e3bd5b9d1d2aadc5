/** What the map is on the ground: metres a pixel, and the corners near a point. */
import type OlMap from 'ol/Map'
import type VectorSource from 'ol/source/Vector'
import type { SimpleGeometry } from 'ol/geom'
import type { Crs } from './crs'
import { metresPerUnit } from './crs'

const REACH = 8 // pixels within which the pointer keeps to a corner

/** Metres on the ground of a pixel, measured across in the middle of the map. */
export function groundResolution(map: OlMap, crs: Crs): number {
  const view = map.getView()
  const across = crs.degrees ? Math.cos((((view.getCenter() ?? [])[1] ?? 0) * Math.PI) / 180) : 1
  return (view.getResolution() ?? 1) * metresPerUnit(crs) * across
}

/** Return the corner of a shape next to a point of the map; null where none is near. */
export function corner(map: OlMap, sources: readonly VectorSource[], at: number[]): number[] | null {
  const reach = REACH * (map.getView().getResolution() ?? 1)
  const [x = NaN, y = NaN] = at
  let found: number[] | null = null
  let nearest = reach * reach
  for (const source of sources)
    for (const feature of source.getFeaturesInExtent([x - reach, y - reach, x + reach, y + reach])) {
      const flat = (feature.getGeometry() as SimpleGeometry | undefined)?.getFlatCoordinates() ?? []
      const stride = (feature.getGeometry() as SimpleGeometry | undefined)?.getStride() ?? 2
      for (let i = 0; i + 1 < flat.length; i += stride) {
        const away = ((flat[i] as number) - x) ** 2 + ((flat[i + 1] as number) - y) ** 2
        if (away < nearest) {
          nearest = away
          found = [flat[i] as number, flat[i + 1] as number]
        }
      }
    }
  return found
}
