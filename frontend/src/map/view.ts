/** The map of a frame: its view, kept near the data, and the extents one has been to. */
import { defaults as interactions } from 'ol/interaction/defaults'
import OlMap from 'ol/Map'
import View from 'ol/View'
import { getCenter, getHeight, getWidth } from 'ol/extent'
import { markRaw, ref, type Ref } from 'vue'
import { graticule } from './graticule'
import { metresPerUnit, projection, type Box, type Crs } from './crs'

const PADDING = 36 // pixels kept free around what is zoomed to
const FINEST = 0.002 // metres a pixel: a corner can be read to the millimetre
const CLOSEST = 0.05 // metres a pixel to which something small is zoomed

export interface Past {
  /** Whether there is an extent to go back to. */
  possible: Ref<boolean>
  back: () => void
}

/** Create the map; it draws nothing until it has a target. */
export function createMap(crs: Crs, extent: Box): OlMap {
  const unit = metresPerUnit(crs)
  const reach = Math.max(getWidth(extent), getHeight(extent), 200 / unit)
  const view = new View({
    projection: projection(crs),
    center: getCenter(extent),
    resolution: reach / 600,
    extent: [extent[0] - reach, extent[1] - reach, extent[2] + reach, extent[3] + reach],
    constrainOnlyCenter: true,
    minResolution: FINEST / unit,
    maxResolution: Math.max(reach / 120, 100 / unit),
    enableRotation: false,
  })
  const map = new OlMap({
    view,
    layers: graticule(crs.degrees),
    controls: [],
    interactions: interactions({ altShiftDragRotate: false, pinchRotate: false }),
    moveTolerance: 3,
  })
  return markRaw(map)
}

/** Bring a box into view, not closer than `closest` metres a pixel. */
export function fit(map: OlMap, crs: Crs, box: Box, closest = CLOSEST, duration = 200): void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  map.getView().cancelAnimations()
  map.getView().fit(box, {
    padding: [PADDING, PADDING, PADDING, PADDING],
    minResolution: closest / metresPerUnit(crs),
    duration: still ? 0 : duration,
  })
}

/** Keep the extents that the view came to rest at, to go back to. */
export function past(map: OlMap): Past {
  const been: { center: number[]; resolution: number }[] = []
  const possible = ref(false)
  let going = false
  map.on('moveend', () => {
    const center = map.getView().getCenter()
    const resolution = map.getView().getResolution()
    if (!center || !resolution) return
    const last = been[been.length - 1]
    if (!going && !(last && last.resolution === resolution && last.center.join() === center.join())) been.push({ center, resolution })
    going = false
    if (been.length > 50) been.shift()
    possible.value = been.length > 1
  })
  function back(): void {
    if (been.length < 2) return
    been.pop()
    const to = been[been.length - 1]
    if (!to) return
    going = true
    map.getView().cancelAnimations()
    map.getView().setResolution(to.resolution)
    map.getView().setCenter(to.center)
    possible.value = been.length > 1
  }
  return { possible, back }
}
