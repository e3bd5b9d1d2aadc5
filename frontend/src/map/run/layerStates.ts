/** Which layers of a chart are shown, how strongly, and whether their shapes have come. */
import { reactive } from 'vue'
import type { Chart, ChartLayer } from '../chart'
import { isDistricts, kindOf } from './referenceStyle'
import { keep, kept } from '@/kept'

export interface LayerState {
  layer: ChartLayer
  visible: boolean
  opacity: number
  state: 'waiting' | 'loading' | 'there' | 'failed'
  /** Classes of the legend in view; null until known. */
  inView: ReadonlySet<string> | null
  again: () => void
}

const KEPT = 'gouhook.map.layers'
// Surfaces that fill the map hide what the check is about until they are asked for.
const OFF: readonly string[] = ['land_use', 'land_use_update', 'land_use_change', 'slope_classes', 'farmland_grade', 'planning_zones', 'counties']

function remembered(): Record<string, boolean> {
  try {
    return JSON.parse(kept(KEPT) ?? '{}') as Record<string, boolean>
  } catch {
    return {} // it holds something else
  }
}

export function layerStates(chart: Chart): LayerState[] {
  const before = remembered()
  return chart.layers.map((layer) =>
    reactive({
      layer,
      visible: before[layer.name] ?? !(layer.kind === 'reference' && OFF.indexOf(kindOf(layer)) >= 0),
      opacity: layer.kind === 'reference' && !isDistricts(layer) ? 0.7 : 1,
      state: 'waiting' as const,
      inView: null,
      again: () => undefined,
    }),
  )
}

/** Show a layer or not, and remember it for the next map. */
export function show(state: LayerState, visible: boolean): void {
  state.visible = visible
  keep(KEPT, JSON.stringify({ ...remembered(), [state.layer.name]: visible }))
}
