alter table {schema}."stock_movement" add column "name" text;
update {schema}."stock_movement" as movement set "name" = item."name" from {schema}."stock_item" as item where item.id = movement.item_id;
