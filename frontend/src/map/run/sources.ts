/** Where the shapes of a chart's layers come from: one GeoJSON, or vector tiles in its grid. */
import type Feature from 'ol/Feature'
import GeoJSON from 'ol/format/GeoJSON'
import MVT from 'ol/format/MVT'
import VectorImageLayer from 'ol/layer/VectorImage'
import VectorLayer from 'ol/layer/Vector'
import VectorTileLayer from 'ol/layer/VectorTile'
import type { Projection } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import VectorTileSource from 'ol/source/VectorTile'
import type { StyleFunction } from 'ol/style/Style'
import TileGrid from 'ol/tilegrid/TileGrid'
import type { Chart, ChartLayer } from '../chart'

export type Drawn = VectorLayer | VectorImageLayer | VectorTileLayer
export type AnySource = VectorSource | VectorTileSource

// More shapes than these are drawn once as an image that is moved, not again at every frame.
const MANY = 800

/** Return the source of a layer; it asks for its shapes when it is first shown. */
export function sourceOf(folder: string, chart: Chart, layer: ChartLayer, projection: Projection): AnySource {
  const path = `${folder}/chart/${encodeURIComponent(layer.name)}`
  if (layer.form === 'geojson' || !chart.grid)
    return new VectorSource<Feature>({ url: `${path}.json`, format: new GeoJSON<Feature>({ dataProjection: projection }) })
  const { origin, tile_size, resolutions, min_zoom, max_zoom } = chart.grid
  return new VectorTileSource({
    url: `${path}/{z}/{x}/{y}`,
    format: new MVT(),
    projection,
    tileGrid: new TileGrid({
      origin,
      tileSize: tile_size,
      resolutions: resolutions.slice(0, max_zoom + 1),
      minZoom: min_zoom,
      extent: layer.extent ?? undefined,
    }),
    wrapX: false,
  })
}

export interface LayerOptions {
  style: StyleFunction
  zIndex: number
  declutter?: boolean
  /** Drawn at this many units of the map a pixel and closer. */
  maxResolution?: number
  /** Draw again while the map moves: for the few shapes of a selection. */
  vivid?: boolean
}

/** Return a layer that draws a source; several may draw the same one. */
export function layerOf(name: string, source: AnySource, features: number, options: LayerOptions): Drawn {
  const { vivid = false, ...rest } = options
  const all = { ...rest, properties: { name } }
  if (source instanceof VectorTileSource) return new VectorTileLayer({ ...all, source, renderMode: vivid ? 'vector' : 'hybrid' })
  return features > MANY && !vivid ? new VectorImageLayer({ ...all, source, imageRatio: 1.3 }) : new VectorLayer({ ...all, source })
}
