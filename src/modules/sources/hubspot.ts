import type { SourceProfile, SourceTable } from '#kernel/source-profile.ts'
import { closedStages } from './words.ts'

const record = ['Record ID', 'ID de registro']
const names = { en: 'Owners are found by their name or mail address.', zh: '负责人按姓名或邮箱匹配。' }

const contact: SourceTable = {
  object: 'contact',
  needs: [record, ['First Name', 'Nombre'], ['Last Name', 'Apellidos'], ['Email', 'Correo']],
  columns: {
    'Record ID': 'sourceId',
    'ID de registro': 'sourceId',
    'First Name': 'name.given',
    Nombre: 'name.given',
    'Last Name': 'name.family',
    Apellidos: 'name.family',
    Email: 'email',
    Correo: 'email',
    'Phone Number': 'phone',
    'Número de teléfono': 'phone',
    Cargo: 'jobTitle',
    City: 'address.city',
    Ciudad: 'address.city',
    'Country/Region': 'address.country',
    'País/región': 'address.country',
    'Contact owner': 'owner',
    'Propietario del contacto': 'owner',
    'Lead Status': { to: 'description', under: true },
    'Estado del lead': { to: 'description', under: true },
    'Create Date': 'createdAt',
    'Fecha de creación': 'createdAt',
    'Associated Company IDs (Primary)': 'account',
    'Associated Company': { to: 'account', unknown: 'create' },
    'Associated Company (Primary)': { to: 'account', unknown: 'create' },
    'Associated Email': null,
    'Número de veces contactado': null,
    'Último contacto': null,
    'Última actividad': null,
    'Last Activity Date': null,
  },
  match: [['sourceId'], ['email']],
  notes: [names],
}

const company: SourceTable = {
  object: 'account',
  needs: ['Record ID', 'Company name', 'Company Domain Name'],
  columns: {
    'Record ID': 'sourceId',
    'Company name': 'name',
    'Company Domain Name': 'website',
    City: 'address.city',
    'Country/Region': 'address.country',
    'Create Date': 'createdAt',
  },
  match: [['sourceId'], ['name']],
  notes: [names],
}

const deal: SourceTable = {
  object: 'opportunity',
  needs: ['Record ID', 'Deal Name', 'Deal Stage'],
  columns: {
    'Record ID': 'sourceId',
    'Deal Name': 'name',
    Pipeline: null,
    'Deal Stage': { to: 'stage', names: closedStages, unknown: 'create' },
    Amount: 'amount',
    'Close Date': 'closeDate',
    'Create Date': 'createdAt',
    'Last Activity Date': null,
    'Deal owner': 'owner',
    'Associated Company IDs (Primary)': 'account',
    'Associated Company (Primary)': { to: 'account', unknown: 'create' },
  },
  match: [['sourceId']],
  ifRequired: { lostReason: 'other' },
  notes: [names],
}

/** "Export view": headed by the labels of the exporter's language, with ids of the records that are linked. */
export const hubspot: SourceProfile = {
  key: 'hubspot',
  label: { en: 'HubSpot', zh: 'HubSpot' },
  tables: [contact, company, deal],
}
