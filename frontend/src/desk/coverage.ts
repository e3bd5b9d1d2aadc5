/** Where editions reach, in degrees of CGCS2000: the declared polygon, else the box of the records. */
import GeoJSON from 'ol/format/GeoJSON'
import { createEmpty, extend, isEmpty } from 'ol/extent'
import type { Geometry } from 'ol/geom'
import { fromExtent } from 'ol/geom/Polygon'
import type { Box } from '@/map/crs'
import type { LayerRow } from './layers'

/** The shape of an edition's reach; null where nothing is known. */
export function reach(layer: LayerRow): Geometry | null {
  if (layer.coverage) return new GeoJSON().readGeometry(layer.coverage) as Geometry
  return layer.extent_crs84 ? fromExtent(layer.extent_crs84 as unknown as number[]) : null
}

/** The box around all of them. */
export function coverageBox(layers: readonly LayerRow[]): Box | null {
  const box = createEmpty()
  for (const layer of layers) {
    const shape = reach(layer)
    if (shape) extend(box, shape.getExtent())
  }
  return isEmpty(box) ? null : (box as Box)
}
