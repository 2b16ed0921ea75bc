-- AlterTable
ALTER TABLE "Campaign" ADD COLUMN     "shortNotice" INTEGER NOT NULL DEFAULT 3;
