/** What the pointer does on the map of a trial: select, move, change corners, draw a cut. */
import Collection from 'ol/Collection'
import type Feature from 'ol/Feature'
import type { Geometry } from 'ol/geom'
import { altKeyOnly, click } from 'ol/events/condition'
import Draw from 'ol/interaction/Draw'
import type Interaction from 'ol/interaction/Interaction'
import Modify from 'ol/interaction/Modify'
import PointerInteraction from 'ol/interaction/Pointer'
import Snap from 'ol/interaction/Snap'
import type VectorSource from 'ol/source/Vector'
import { onScopeDispose, watch } from 'vue'
import type { MapContext } from '@/map/useMap'
import { knifeStyle } from './mapStyles'
import { moved, type Rounding } from './round'
import type { Shape } from './types'

export const MODES = ['select', 'move', 'corners', 'cut_line', 'cut_area'] as const
export type Mode = (typeof MODES)[number]

export interface Hands {
  mode: () => Mode
  /** The feature of the selected parcel, null for none. */
  chosen: () => Feature<Geometry> | null
  /** Its shape before the pointer took hold of it. */
  shape: () => Shape | null
  rounding: () => Rounding
  read: (geometry: Geometry) => Shape
  snaps: () => VectorSource[]
  edited: (shape: Shape) => void
  cut: (by: object) => void
}

const PIXELS = 8

export function useInteractions(context: MapContext, hands: Hands): void {
  let active: Interaction[] = []

  function stop(): void {
    active.forEach((one) => context.map.removeInteraction(one))
    active = []
  }

  function start(): void {
    stop()
    const mode = hands.mode()
    const chosen = hands.chosen()
    if (context.tool.value || mode === 'select' || !chosen) return
    const made = mode === 'move' ? moving(chosen, hands) : mode === 'corners' ? shaping(chosen, hands) : cutting(mode, hands)
    // A whole parcel is put by the eye or by figures; what it would snap to is also itself.
    const snaps = mode === 'move' ? [] : hands.snaps()
    active = [made, ...snaps.map((source) => new Snap({ source, pixelTolerance: PIXELS }))]
    active.forEach((one) => context.map.addInteraction(one))
  }

  watch([hands.mode, hands.chosen, context.tool], start, { flush: 'post' })
  onScopeDispose(stop)
}

/** The way moved is rounded, not the corners: a parcel keeps its form to the last digit. OpenLayers'
 * own Translate looks for what it hits in pixels, which costs; here the geometry is asked. */
function moving(chosen: Feature<Geometry>, hands: Hands): PointerInteraction {
  let from: number[] = []
  let last: number[] = []
  return new PointerInteraction({
    handleDownEvent: (event) => {
      from = last = event.coordinate
      return chosen.getGeometry()?.intersectsCoordinate(event.coordinate) ?? false
    },
    handleDragEvent: (event) => {
      const [x = 0, y = 0] = event.coordinate
      chosen.getGeometry()?.translate(x - (last[0] ?? 0), y - (last[1] ?? 0))
      last = event.coordinate
    },
    handleUpEvent: (event) => {
      const shape = hands.shape()
      const digits = hands.rounding().decimals
      const [east, north] = [0, 1].map((axis) => Number(((event.coordinate[axis] ?? 0) - (from[axis] ?? 0)).toFixed(digits)))
      if (shape && (east || north)) hands.edited(moved(shape, east ?? 0, north ?? 0))
      return false
    },
  })
}

function shaping(chosen: Feature<Geometry>, hands: Hands): Modify {
  const features = new Collection([chosen])
  const made = new Modify({ features, pixelTolerance: PIXELS, deleteCondition: (event) => altKeyOnly(event) && click(event) })
  made.on('modifyend', () => {
    const geometry = chosen.getGeometry()
    if (geometry) hands.edited(hands.rounding().shape(hands.read(geometry), hands.shape()))
  })
  return made
}

function cutting(mode: Mode, hands: Hands): Draw {
  const made = new Draw({ type: mode === 'cut_line' ? 'LineString' : 'Polygon', style: knifeStyle() })
  made.on('drawend', (event) => {
    const geometry = event.feature.getGeometry()
    if (geometry) hands.cut(hands.read(geometry))
  })
  return made
}
