-- AlterTable
ALTER TABLE "AgendaItem" ADD COLUMN "dueRevision" INTEGER;
UPDATE "AgendaItem" g SET "dueRevision" = a."dueRevision" FROM "Assignment" a WHERE a."id" = g."assignmentId";
ALTER TABLE "AgendaItem" ALTER COLUMN "dueRevision" SET NOT NULL,
DROP CONSTRAINT "AgendaItem_pkey",
ADD CONSTRAINT "AgendaItem_pkey" PRIMARY KEY ("assignmentId", "personId", "platform", "dueRevision");

-- AlterTable
ALTER TABLE "InboundEvent" ADD COLUMN     "metered" BOOLEAN NOT NULL DEFAULT true;
