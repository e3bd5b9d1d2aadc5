/** What the children of a MapFrame have in hand: the map, its CRS, and shapes to draw on it. */
import type Feature from 'ol/Feature'
import type { Geometry } from 'ol/geom'
import type OlMap from 'ol/Map'
import type { Projection } from 'ol/proj'
import GeoJSON from 'ol/format/GeoJSON'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import type { StyleLike } from 'ol/style/Style'
import { inject, onScopeDispose, toValue, watch, type InjectionKey, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import type { Box, Crs } from './crs'
import { near } from './near'

const REACH = 5 // pixels beside a shape at which it is still meant

export interface MapContext {
  map: OlMap
  crs: Crs
  projection: Projection
  /** Which tool holds the pointer ("distance", "area", …); "" where a click selects. */
  tool: ShallowRef<string>
  /** Sources whose corners the pointer keeps to, when coordinates are read and distances taken. */
  corners: VectorSource[]
  /** Bring a box into view; `closest` limits how near it comes, in units a pixel. */
  zoomTo: (box: Box, closest?: number) => void
}

export const MAP: InjectionKey<MapContext> = Symbol('map')

/** Return the map of the MapFrame around this component. */
export function useMap(): MapContext {
  const found = inject(MAP)
  if (!found) throw new Error('useMap() outside of a MapFrame')
  return found
}

export interface Shapes {
  layer: VectorLayer
  source: VectorSource
  /** Features of these within a few pixels of a point of the map. */
  at: (pixel: number[]) => Feature<Geometry>[]
}

export interface ShapesOptions {
  /** GeoJSON in the CRS of the map: a FeatureCollection, features, or null for none. */
  features: MaybeRefOrGetter<object | readonly object[] | null>
  style?: StyleLike
  visible?: MaybeRefOrGetter<boolean>
  zIndex?: number
  declutter?: boolean
}

/** Draw GeoJSON as a layer of the map, as long as the component lives. Layers lie in the order
 * of `zIndex` (reference shapes below 10, parcels 20, findings 30, what is edited 40). */
export function shapes(name: string, options: ShapesOptions, context: MapContext = useMap()): Shapes {
  const source = new VectorSource()
  const layer = new VectorLayer({
    source,
    style: options.style,
    zIndex: options.zIndex ?? 20,
    declutter: options.declutter ?? false,
    properties: { name },
  })
  watch(
    () => toValue(options.features),
    (told) => {
      source.clear(true)
      if (told) source.addFeatures(read(told))
    },
    { immediate: true },
  )
  watch(() => toValue(options.visible) ?? true, (shown) => layer.setVisible(shown), { immediate: true })
  context.map.addLayer(layer)
  onScopeDispose(() => context.map.removeLayer(layer))
  const at = (pixel: number[]): Feature<Geometry>[] => {
    const point = context.map.getCoordinateFromPixel(pixel)
    const reach = REACH * (context.map.getView().getResolution() ?? 1)
    if (!point || !layer.getVisible()) return []
    const [x = NaN, y = NaN] = point
    return source.getFeaturesInExtent([x - reach, y - reach, x + reach, y + reach]).filter((one) => near(one, point, reach))
  }
  return { layer, source, at }
}

/** Read GeoJSON in the CRS of the map; the features keep their ids and properties. */
export function read(told: object | readonly object[]): Feature<Geometry>[] {
  return new GeoJSON().readFeatures(Array.isArray(told) ? { type: 'FeatureCollection', features: told } : told) as Feature<Geometry>[]
}
