/** The layers of a run on the map: made once from its chart, switched by their states. */
import type { StyleFunction } from 'ol/style/Style'
import VectorSource from 'ol/source/Vector'
import { onScopeDispose, watch } from 'vue'
import type { Chart, ChartLayer, Selection } from '../chart'
import { metresPerUnit } from '../crs'
import type { MapContext } from '../useMap'
import { findingStyle } from './findingStyle'
import type { LayerState } from './layerStates'
import { LABELLED, labelStyle, parcelStyle } from './parcelStyle'
import { isDistricts, referenceStyle } from './referenceStyle'
import { selectionStyle } from './selectionStyle'
import { layerOf, sourceOf, type AnySource, type Drawn, type LayerOptions } from './sources'
import { look } from '@/api/door'

export interface RunLayers {
  /** What is shown now, with the layer of the map that draws it, topmost first. */
  all: () => { layer: ChartLayer; drawn: Drawn }[]
  shown: (name: string) => boolean
  source: (name: string) => AnySource | undefined
  drawn: (name: string) => Drawn | undefined
  /** Draw findings again, because others are hidden now. */
  findingsChanged: () => void
  selectionChanged: () => void
}

export interface RunLayersOptions {
  folder: string
  hidden: (number: number, resolution: number) => boolean
  selection: () => Selection | null
}

const PARCELS = 20
const FINDINGS = 30
const SELECTION = 33
const NUMBERS = 34

export function runLayers(context: MapContext, chart: Chart, states: readonly LayerState[], options: RunLayersOptions): RunLayers {
  const drawn: { state: LayerState; layer: Drawn; source: AnySource }[] = []
  const beside: Drawn[] = [] // what else is drawn of the same sources: numbers, what is selected
  const chosen: Drawn[] = []
  const unit = metresPerUnit(context.crs)
  const references = states.filter((state) => state.layer.kind === 'reference').length
  states.forEach((state, place) => {
    const { layer } = state
    const source = sourceOf(options.folder, chart, layer, context.projection)
    const made = layerOf(layer.name, source, layer.features, {
      style: styleOf(layer, options),
      zIndex: zIndexOf(layer, references - place),
    })
    follow(state, source)
    watch(() => state.opacity, (opacity) => made.setOpacity(opacity), { immediate: true })
    const mine = [made]
    const add = (name: string, how: LayerOptions): Drawn => {
      const one = layerOf(`${name}-${layer.name}`, source, layer.features, { ...how, vivid: true })
      mine.push(one)
      return one
    }
    if (layer.kind === 'parcels') add('numbers', { style: labelStyle(), zIndex: NUMBERS, declutter: true, maxResolution: LABELLED / unit })
    if (layer.kind === 'parcels' && source instanceof VectorSource) context.corners.push(source)
    if (layer.kind !== 'reference') chosen.push(add('selected', { style: selectionStyle(options.selection), zIndex: SELECTION }))
    watch(() => state.visible, (visible) => mine.forEach((one) => one.setVisible(visible)), { immediate: true })
    mine.forEach((one) => context.map.addLayer(one))
    beside.push(...mine.slice(1))
    drawn.push({ state, layer: made, source })
  })
  onScopeDispose(() => {
    for (const layer of [...drawn.map((one) => one.layer), ...beside]) context.map.removeLayer(layer)
    for (const { source } of drawn) {
      const at = context.corners.indexOf(source as VectorSource)
      if (at >= 0) context.corners.splice(at, 1)
    }
  })
  const named = (name: string) => drawn.find((one) => one.state.layer.name === name)
  return {
    all: () =>
      drawn
        .filter((one) => one.state.visible)
        .sort((a, b) => (b.layer.getZIndex() ?? 0) - (a.layer.getZIndex() ?? 0))
        .map((one) => ({ layer: one.state.layer, drawn: one.layer })),
    shown: (name) => named(name)?.state.visible ?? false,
    source: (name) => named(name)?.source,
    drawn: (name) => named(name)?.layer,
    findingsChanged: () => named('findings')?.layer.changed(),
    selectionChanged: () => chosen.forEach((one) => one.changed()),
  }
}

function styleOf(layer: ChartLayer, options: RunLayersOptions): StyleFunction {
  if (layer.kind === 'findings') return findingStyle(options.hidden)
  if (layer.kind === 'parcels') return parcelStyle()
  return referenceStyle(layer)
}

/** Surfaces lie below lines; within both, what stands first in the chart lies above. */
function zIndexOf(layer: ChartLayer, place: number): number {
  if (layer.kind === 'findings') return FINDINGS
  if (layer.kind === 'parcels') return PARCELS
  return (isDistricts(layer) ? 12 : layer.legend.length > 1 ? 3 : 8) + place / 100
}

/** Keep in the state whether the shapes are on their way, there, or could not be had. */
function follow(state: LayerState, source: AnySource): void {
  const failed = (): void => {
    state.state = 'failed'
    void look().catch(() => undefined) // nobody may be signed in any more, which the map is not told
  }
  if (!(source instanceof VectorSource)) {
    source.on('tileloaderror', failed)
    source.on('tileloadend', () => (state.state = 'there'))
  } else {
    source.on('featuresloadstart', () => (state.state = 'loading'))
    source.on('featuresloadend', () => (state.state = 'there'))
    source.on('featuresloaderror', failed)
  }
  state.again = () => {
    state.state = 'loading'
    source.refresh()
  }
}
