-- CreateEnum
CREATE TYPE "Signer" AS ENUM ('head', 'deputy');

-- CreateEnum
CREATE TYPE "ExtensionState" AS ENUM ('asked', 'agreed', 'declined', 'granted', 'refused');

-- AlterTable
ALTER TABLE "Assignment" ADD COLUMN     "extendedOn" TEXT,
ADD COLUMN     "waivedFor" TEXT;

-- AlterTable
ALTER TABLE "Obligation" ADD COLUMN     "signOffBy" "Signer" NOT NULL DEFAULT 'head';

-- AlterTable
ALTER TABLE "Submission" ADD COLUMN     "onBehalf" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "receivedOn" TEXT,
ADD COLUMN     "signNote" TEXT,
ADD COLUMN     "signedAt" TIMESTAMPTZ(3),
ADD COLUMN     "signedById" TEXT,
ADD COLUMN     "unsigned" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Extension" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "assignmentId" TEXT NOT NULL,
    "state" "ExtensionState" NOT NULL,
    "fromDueOn" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "afterDue" BOOLEAN NOT NULL DEFAULT false,
    "askedById" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "headId" TEXT,
    "headAt" TIMESTAMPTZ(3),
    "headNote" TEXT,
    "decidedById" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedNote" TEXT,

    CONSTRAINT "Extension_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Extension_number_key" ON "Extension"("number");

-- CreateIndex
CREATE INDEX "Extension_assignmentId_idx" ON "Extension"("assignmentId");

-- AddForeignKey
ALTER TABLE "Extension" ADD CONSTRAINT "Extension_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
