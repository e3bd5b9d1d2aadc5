/** What became of a finding or a parcel: its order, and how the map draws it. */
import type Feature from 'ol/Feature'
import type { Geometry } from 'ol/geom'
import Point from 'ol/geom/Point'
import { getCenter, getHeight, getWidth } from 'ol/extent'
import { Circle, Fill, Stroke, Style } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import type { components } from '@/generated/api'
import { alpha, roleColour, token } from '@/map/theme'

export type Shown = components['schemas']['ShownComparison']
export type Change = components['schemas']['ShownChange']
export type Parcel = components['schemas']['ComparedParcel']
export type Fate = Change['fate']

export const FATES: readonly Fate[] = ['new', 'still', 'unexamined', 'fixed']
const TOKENS: Record<Fate, string> = { new: 'fail', still: 'review', unexamined: 'open', fixed: 'pass' }
const TINY = 8 // pixels: below this a ring stands for the shape

/** The colour of a fate, as in the table. */
const fateColour = (fate: Fate): string => token(TOKENS[fate])

/** Findings: solid where they are there now, dashed where they are gone. */
export const changeStyle: StyleFunction = (feature, resolution) => {
  const fate = feature.get('fate') as Fate
  const colour = fateColour(fate)
  const gone = fate === 'fixed' || fate === 'unexamined'
  const stroke = new Stroke({ color: colour, width: 2, ...(gone && { lineDash: [6, 4] }) })
  const fill = new Fill({ color: alpha(colour, gone ? 0.1 : 0.26) })
  return small(feature as Feature<Geometry>, resolution) ? ring(feature as Feature<Geometry>, stroke, fill) : point(new Style({ stroke, fill, zIndex: gone ? 0 : 1 }), stroke, fill)
}

/** Parcels: as they were, dashed; as they are, in the colour of their role; the unchanged, thin. */
export const parcelStyle: StyleFunction = (feature) => {
  const colour = roleColour(String(feature.get('role')))
  if (feature.get('fate') === 'unchanged') return new Style({ stroke: new Stroke({ color: alpha(colour, 0.7), width: 1 }), fill: new Fill({ color: alpha(colour, 0.06) }) })
  if (feature.get('version') === 'before') return new Style({ stroke: new Stroke({ color: token('ink'), width: 1.6, lineDash: [7, 5] }), zIndex: 2 })
  return new Style({ stroke: new Stroke({ color: colour, width: 2.6 }), fill: new Fill({ color: alpha(colour, 0.14) }), zIndex: 1 })
}

function small(feature: Feature<Geometry>, resolution: number): boolean {
  const extent = feature.getGeometry()?.getExtent()
  return extent !== undefined && Math.max(getWidth(extent), getHeight(extent)) < TINY * resolution
}

function ring(feature: Feature<Geometry>, stroke: Stroke, fill: Fill): Style {
  const extent = feature.getGeometry()?.getExtent() ?? [0, 0, 0, 0]
  return new Style({ geometry: new Point(getCenter(extent)), image: new Circle({ radius: 4, stroke, fill }) })
}

function point(style: Style, stroke: Stroke, fill: Fill): Style {
  style.setImage(new Circle({ radius: 5, stroke, fill }))
  return style
}
