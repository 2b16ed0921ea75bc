-- CreateEnum
CREATE TYPE "ConsultationState" AS ENUM ('asked', 'closed', 'declined');

-- AlterEnum
ALTER TYPE "ProblemState" ADD VALUE 'signing';

-- AlterTable
ALTER TABLE "Campaign" ADD COLUMN     "chatForms" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Consultation" ADD COLUMN     "byId" TEXT NOT NULL,
ADD COLUMN     "campaignId" TEXT,
ADD COLUMN     "conclusion" TEXT,
ADD COLUMN     "decidedAt" TIMESTAMPTZ(3),
ADD COLUMN     "decidedById" TEXT,
ADD COLUMN     "problemId" TEXT,
DROP COLUMN "state",
ADD COLUMN     "state" "ConsultationState" NOT NULL;

-- AlterTable
ALTER TABLE "FormDraft" ADD COLUMN     "dialogue" JSONB,
ADD COLUMN     "dialogueById" TEXT;

-- CreateTable
CREATE TABLE "ProblemMention" (
    "assignmentId" TEXT NOT NULL,
    "materialKey" TEXT NOT NULL,
    "rowKey" TEXT NOT NULL,
    "problemId" TEXT NOT NULL,
    "claimed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ProblemMention_pkey" PRIMARY KEY ("assignmentId","materialKey","rowKey")
);

-- CreateTable
CREATE TABLE "ConsultationParty" (
    "consultationId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "answer" TEXT,
    "answeredById" TEXT,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConsultationParty_pkey" PRIMARY KEY ("consultationId","unitId")
);

-- CreateIndex
CREATE INDEX "ProblemMention_problemId_idx" ON "ProblemMention"("problemId");

-- CreateIndex
CREATE UNIQUE INDEX "FormDraft_dialogueById_key" ON "FormDraft"("dialogueById");

-- AddForeignKey
ALTER TABLE "ProblemMention" ADD CONSTRAINT "ProblemMention_problemId_fkey" FOREIGN KEY ("problemId") REFERENCES "Problem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsultationParty" ADD CONSTRAINT "ConsultationParty_consultationId_fkey" FOREIGN KEY ("consultationId") REFERENCES "Consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
