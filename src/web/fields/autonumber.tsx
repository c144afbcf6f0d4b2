import type { FieldView } from './view.ts'

export const autonumber: FieldView<string> = {
  Cell: ({ value }) => <span className="clip number">{value}</span>,
  width: 110,
}
