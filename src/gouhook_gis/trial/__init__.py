"""What-if (试算): a case with parcels changed, its outcome beside that of what was filed."""
