/** Which classes of the survey layers are in view, so that the legend shows no others. */
import type OlMap from 'ol/Map'
import VectorTileLayer from 'ol/layer/VectorTile'
import { unByKey } from 'ol/Observable'
import VectorSource from 'ol/source/Vector'
import { onScopeDispose } from 'vue'
import type { LayerState } from './layerStates'
import type { RunLayers } from './runLayers'

export function legendInView(map: OlMap, layers: RunLayers, states: readonly LayerState[]): void {
  const classed = states.filter((state) => state.layer.legend.length > 1)
  if (!classed.length) return
  const key = map.on('rendercomplete', () => {
    const extent = map.getView().calculateExtent()
    for (const state of classed) {
      if (!state.visible) continue
      const source = layers.source(state.layer.name)
      const drawn = layers.drawn(state.layer.name)
      const seen = new Set<string>()
      if (source instanceof VectorSource) source.forEachFeatureInExtent(extent, (feature) => void seen.add(String(feature.get('class') ?? '')))
      else if (drawn instanceof VectorTileLayer)
        for (const feature of drawn.getFeaturesInExtent(extent)) seen.add(String(feature.get('class') ?? ''))
      if (!state.inView || seen.size !== state.inView.size || Array.from(seen).some((one) => !state.inView?.has(one))) state.inView = seen
    }
  })
  onScopeDispose(() => unByKey(key))
}
