/** Archives of several projects that were dropped where one is handed in, on their way to the view
 * that checks them together. */
import { shallowRef } from 'vue'
import type { Named } from './gathered'

export const underWay = shallowRef<readonly Named[]>([])
