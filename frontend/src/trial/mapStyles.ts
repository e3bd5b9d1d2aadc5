/** How a trial looks on the map: what is tried, what was filed, what came of it. */
import type { FeatureLike } from 'ol/Feature'
import { MultiPoint, type MultiPolygon, type Polygon } from 'ol/geom'
import { Fill, RegularShape, Stroke, Style } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import { alpha, token, tone } from '@/map/theme'
import type { Status } from '@/map/chart'

/** A parcel as it was filed, where it is tried otherwise. */
export function filedStyle(): Style {
  return new Style({ stroke: new Stroke({ color: token('none'), width: 1.4, lineDash: [5, 4] }) })
}

/** The selected parcel: its outline, and its corners where they can be moved. */
export function chosenStyle(withCorners: () => boolean): StyleFunction {
  const outline = new Style({ stroke: new Stroke({ color: token('ink'), width: 2.4 }) })
  const corners = new Style({
    image: new RegularShape({ points: 4, radius: 5, angle: Math.PI / 4, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: token('ink'), width: 1.4 }) }),
    geometry: (feature) => new MultiPoint(cornersOf(feature as FeatureLike)),
  })
  return () => (withCorners() ? [outline, corners] : outline)
}

function cornersOf(feature: FeatureLike): number[][] {
  const shape = feature.getGeometry() as Polygon | MultiPolygon
  const parts = shape.getType() === 'Polygon' ? [(shape as Polygon).getCoordinates()] : (shape as MultiPolygon).getCoordinates()
  return parts.flatMap((rings) => rings.flatMap((ring) => ring.slice(0, -1)))
}

/** Findings of the outcome: new and remaining ones in their tone, what is mended dashed. */
export function findingStyle(): StyleFunction {
  const kept = new Map<string, Style[]>()
  return (feature: FeatureLike) => {
    const fate = String(feature.get('fate'))
    const status = String(feature.get('status')) as Status
    const name = `${fate} ${status}`
    let style = kept.get(name)
    if (!style) kept.set(name, (style = fate === 'fixed' || fate === 'unexamined' ? mended(fate) : standing(status, fate === 'new')))
    return style
  }
}

function mended(fate: string): Style[] {
  const colour = token(fate === 'fixed' ? 'pass' : 'open')
  return [new Style({ stroke: new Stroke({ color: colour, width: 1.6, lineDash: [3, 3] }), fill: new Fill({ color: alpha(colour, 0.12) }) })]
}

function standing(status: Status, fresh: boolean): Style[] {
  const colour = tone(status)
  return [
    new Style({ stroke: new Stroke({ color: alpha(colour, fresh ? 0.45 : 0.25), width: 8, lineJoin: 'round' }) }),
    new Style({ stroke: new Stroke({ color: colour, width: 1.6 }), fill: new Fill({ color: alpha(colour, 0.38) }) }),
  ]
}

export function knifeStyle(): Style {
  return new Style({
    stroke: new Stroke({ color: token('fail'), width: 2, lineDash: [6, 4] }),
    fill: new Fill({ color: alpha(token('fail'), 0.12) }),
    image: new RegularShape({ points: 4, radius: 4, angle: Math.PI / 4, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: token('fail'), width: 1.6 }) }),
  })
}
