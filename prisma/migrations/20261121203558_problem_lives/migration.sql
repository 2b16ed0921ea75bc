-- CreateEnum
CREATE TYPE "ProblemOrigin" AS ENUM ('self', 'bureau', 'justice', 'superior');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "ProblemState" ADD VALUE 'applied';
ALTER TYPE "ProblemState" ADD VALUE 'awaiting';

-- AlterTable
ALTER TABLE "Problem" ADD COLUMN     "appliedAt" TIMESTAMPTZ(3),
ADD COLUMN     "claimed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "document" TEXT,
ADD COLUMN     "dueToldAt" TIMESTAMPTZ(3),
ADD COLUMN     "fixedDeadlineOn" TEXT,
ADD COLUMN     "fixedMeasure" TEXT,
ADD COLUMN     "fixedOwner" TEXT,
ADD COLUMN     "foundBy" TEXT,
ADD COLUMN     "origin" "ProblemOrigin" NOT NULL DEFAULT 'self',
ADD COLUMN     "refusedOn" TEXT,
ADD COLUMN     "sensitive" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "way" TEXT,
ALTER COLUMN "assignmentId" DROP NOT NULL,
ALTER COLUMN "materialKey" DROP NOT NULL,
ALTER COLUMN "rowKey" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Rectification" ADD COLUMN     "datedOn" TEXT,
ADD COLUMN     "document" TEXT,
ADD COLUMN     "fileId" TEXT,
ADD COLUMN     "fileName" TEXT,
ADD COLUMN     "requestId" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "ProblemReminder" (
    "id" TEXT NOT NULL,
    "problemId" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "state" "ReminderState" NOT NULL,
    "fellOn" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProblemReminder_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ProblemReminder_problemId_dueOn_step_key" ON "ProblemReminder"("problemId", "dueOn", "step");

-- CreateIndex
CREATE INDEX "Problem_unitId_state_idx" ON "Problem"("unitId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Rectification_requestId_key" ON "Rectification"("requestId");

-- AddForeignKey
ALTER TABLE "Problem" ADD CONSTRAINT "Problem_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProblemReminder" ADD CONSTRAINT "ProblemReminder_problemId_fkey" FOREIGN KEY ("problemId") REFERENCES "Problem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
