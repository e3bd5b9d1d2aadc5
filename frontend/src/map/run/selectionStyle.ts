/** How what is selected looks: cyan, as surveyors know it, on a dark casing. */
import type { FeatureLike } from 'ol/Feature'
import { Fill, Stroke, Style } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import type { Selection } from '../chart'

export const SELECTED = '#00b7dd'
export const CASING = '#10242c'

/** Return the style of a layer that draws nothing but the selected shape. */
export function selectionStyle(selected: () => Selection | null): StyleFunction {
  const style = [
    new Style({ stroke: new Stroke({ color: '#fff', width: 9, lineJoin: 'round' }) }),
    new Style({ stroke: new Stroke({ color: CASING, width: 6, lineJoin: 'round' }) }),
    new Style({ stroke: new Stroke({ color: SELECTED, width: 3.2, lineJoin: 'round' }), fill: new Fill({ color: 'rgba(0,183,221,0.16)' }) }),
  ]
  return (feature: FeatureLike) => {
    const told = selected()
    if (!told) return undefined
    const match = 'finding' in told ? Number(feature.get('number')) === told.finding : feature.get('key') === told.parcel
    return match ? style : undefined
  }
}
