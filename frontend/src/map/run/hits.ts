/** What lies under a point of the map: findings, parcels, reference shapes, in this order. */
import type { FeatureLike } from 'ol/Feature'
import VectorTileLayer from 'ol/layer/VectorTile'
import type OlMap from 'ol/Map'
import type { ChartLayer, Selection } from '../chart'
import { near } from '../near'
import { HALO } from './findingStyle'
import { marksAt, type Mark } from './marks'
import type { RunLayers } from './runLayers'
import { isDistricts } from './referenceStyle'
import type { Drawn } from './sources'

export interface Hits {
  findings: number[]
  parcels: { key: string; id: string; role: string }[]
  references: { layer: ChartLayer; class: string; id: string; name: string }[]
}

const REACH = 3 // pixels beside a line

/** `drawn` says which findings are; `marks` are their places. */
export function hitsAt(map: OlMap, layers: RunLayers, marks: readonly Mark[], drawn: (number: number) => boolean, pixel: number[]): Hits {
  const found: Hits = { findings: [], parcels: [], references: [] }
  const at = map.getCoordinateFromPixel(pixel)
  const resolution = map.getView().getResolution() ?? 1
  if (!at) return found
  const findings = new Set(layers.shown('findings') ? marksAt(marks, at, resolution).map((mark) => mark.number) : [])
  for (const { layer, drawn: shapes } of layers.all()) {
    if (isDistricts(layer)) continue // they are everywhere
    const reach = (layer.kind === 'findings' ? HALO / 2 : REACH) * resolution
    for (const feature of around(shapes, at, reach)) {
      if (!near(feature, at, reach)) continue
      if (layer.kind === 'parcels') addParcel(found, feature)
      else if (layer.kind === 'findings') addFinding(findings, Number(feature.get('number')), drawn)
      else found.references.push({ layer, class: text(feature, 'class'), id: text(feature, 'id'), name: text(feature, 'name') })
    }
  }
  found.findings = Array.from(findings).sort((a, b) => a - b)
  return found
}

/** Features whose boxes lie within `reach` of a point. */
function around(drawn: Drawn, at: readonly number[], reach: number): FeatureLike[] {
  const [x = NaN, y = NaN] = at
  const box = [x - reach, y - reach, x + reach, y + reach]
  return drawn instanceof VectorTileLayer ? drawn.getFeaturesInExtent(box) : (drawn.getSource()?.getFeaturesInExtent(box) ?? [])
}

function addFinding(findings: Set<number>, number: number, drawn: (number: number) => boolean): void {
  if (drawn(number)) findings.add(number)
}

function addParcel(found: Hits, feature: FeatureLike): void {
  const key = text(feature, 'key')
  if (!found.parcels.some((one) => one.key === key)) found.parcels.push({ key, id: text(feature, 'id'), role: text(feature, 'role') })
}

function text(feature: FeatureLike, name: string): string {
  return String(feature.get(name) ?? '')
}

/** What a click may mean: findings before the parcels beneath them. */
export function choices(hits: Hits): Selection[] {
  const findings = hits.findings.map((finding): Selection => ({ finding }))
  const parcels = hits.parcels.map((parcel): Selection => ({ parcel: parcel.key }))
  return findings.length === 1 ? findings : [...findings, ...parcels]
}
