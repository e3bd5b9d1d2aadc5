/** What the service says of a trial, and the parcels as the page edits them. */
import type { components } from '@/generated/api'

export type Trial = components['schemas']['Trial']
export type Outcome = components['schemas']['TrialOutcome']
export type TrialFinding = components['schemas']['TrialFinding']
export type Cuttable = components['schemas']['Cuttable']
export type CutAnswer = components['schemas']['CutAnswer']
export type Role = components['schemas']['ShownParcel']['role']

export type Point = number[]
export type Ring = Point[]
export type Shape = { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] }

/** A parcel as filed; easting first, in the CRS of the submission. */
export interface Parcel {
  key: string
  id: string
  role: Role
  area: number | null
  shape: Shape | null
}

/** A finding of the report, as far as a trial tells of it. */
export interface Known {
  number: number
  rule: string
  message: string
  parcel_keys: string[]
}

/** What is tried of a parcel: another shape, or null: it is left out. */
export type Edit = Shape | null

export function polygons(shape: Shape): Ring[][] {
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
}

/** Put polygons together again: one is a Polygon, several a MultiPolygon. */
export function shapeOf(parts: Ring[][]): Shape {
  return parts.length === 1 && parts[0] ? { type: 'Polygon', coordinates: parts[0] } : { type: 'MultiPolygon', coordinates: parts }
}

/** Return a shape whose points are those that `change` gives. */
export function mapped(shape: Shape, change: (point: Point) => Point): Shape {
  return shapeOf(polygons(shape).map((rings) => rings.map((ring) => ring.map(change))))
}

export function sameShape(one: Edit, other: Edit): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
