#include "engine/phantom/Painters.h"

namespace bolus::phantom {

namespace {

constexpr float lattice = 4.2F; // mm; organ surfaces bend over more than twice that

const Over intoFat{VisceralFat};

void paintChest(Canvas& canvas, const Anatomy& a) {
    Noise vessels(8, a.noise + 21);
    canvas.paint(
        {{-200, -200, -10}, {200, 200, 400}}, lattice, [&](Vec p) { return a.lung(p); },
        [&](float d, Vec p, Label old) -> Label {
            if (old != VisceralFat) {
                return old;
            }
            if (d > -1.3F) {
                return Muscle; // the diaphragm
            }
            return vessels(p) > 0.62F ? LungVessel : Lung;
        });
    canvas.paint(
        around(a.heart.centre, a.heart.radii), lattice,
        [&](Vec p) { return ellipsoid(p, a.heart.centre, a.heart.radii); },
        [&](float d, Vec, Label old) -> Label {
            if (!(old == VisceralFat || old == Lung || old == LungVessel)) {
                return old;
            }
            return d > -4 ? VisceralFat : d > -12 ? Myocardium : Heart;
        });
    canvas.fillTube(a.oesophagus, StomachWall, Over{VisceralFat, Lung, LungVessel});
}

void paintLiver(Canvas& canvas, const Anatomy& a) {
    canvas.fill(
        {{-165, -120, -110}, {100, 110, 120}}, lattice, [&](Vec p) { return a.liver(p); }, Liver,
        intoFat);
    const Over liver{Liver};
    for (const Tube& vein : a.hepaticVeins) {
        canvas.fillTube(vein, HepaticVein, liver);
    }
    const Over portal{Liver, VisceralFat};
    for (std::size_t i = 3; i < a.portalVeins.size(); ++i) {
        canvas.fillTube(a.portalVeins[i], PortalVein, portal);
    }
}

void paintSpleen(Canvas& canvas, const Anatomy& a) {
    Noise pulp(9, a.noise + 22);
    canvas.paint(
        around(a.spleenBody.centre, a.spleenBody.radii + Vec{4, 4, 4}), lattice,
        [&](Vec p) { return a.spleen(p); },
        [&](float, Vec p, Label old) -> Label {
            if (old != VisceralFat) {
                return old;
            }
            return pulp(p) > 0.05F ? Spleen : SpleenPulp;
        });
}

/// A wall around fluid with gas on top, as it lies in a supine patient.
void paintHollow(Canvas& canvas, const Tube& organ, float wall, Label wallLabel, Label contents,
                 float gasAbove, std::uint32_t seed) {
    canvas.paint(
        around(organ, 3), lattice, [&](Vec p) { return uneven(tube(p, organ), 1.6F, p, 22, seed); },
        [&](float d, Vec p, Label old) -> Label {
            if (old != VisceralFat) {
                return old;
            }
            return d > -wall ? wallLabel : p.y < gasAbove ? Gas : contents;
        });
}

void paintColon(Canvas& canvas, const Anatomy& a) {
    Noise bubbles(11, a.noise + 32), air(50, a.noise + 33);
    canvas.paint(
        around(a.colon, 3), lattice,
        [&](Vec p) { return uneven(tube(p, a.colon), 3, p, 20, a.noise + 31); },
        [&](float d, Vec p, Label old) -> Label {
            if (old != VisceralFat) {
                return old;
            }
            if (d > -2.4F) {
                return BowelWall;
            }
            return bubbles(p) > 0.25F || air(p) > 0.25F ? Gas : BowelContents;
        });
}

void paintBowel(Canvas& canvas, const Anatomy& a) {
    paintHollow(canvas, a.duodenum, 2.8F, BowelWall, BowelFluid, -400, a.noise + 34);
    paintColon(canvas, a);
    std::uint32_t seed = a.noise + 40;
    for (const Tube& loop : a.smallBowel) {
        paintHollow(canvas, loop, 3, BowelWall, BowelFluid, -400, seed++);
    }
}

Label kidneyLabel(Vec q, float rho) {
    if (rho < 1) {
        const float sinus =
            square((q.x - 0.42F) / 0.62F) + square(q.y / 0.36F) + square(q.z / 0.5F);
        if (sinus < 1) {
            const float pelvis =
                square((q.x - 0.5F) / 0.4F) + square(q.y / 0.2F) + square(q.z / 0.26F);
            const float calyx = square(q.x - 0.1F) + square(q.y) + square(std::abs(q.z) - 0.3F);
            return pelvis < 1 || calyx < 0.018F ? RenalPelvis : PerirenalFat;
        }
        if (rho > 0.72F) {
            return RenalCortex;
        }
        const float around = std::abs(q.z) * 2.1F + std::abs(q.y) * 1.3F;
        const float ridge = around - std::floor(around); // columns of cortex between the pyramids
        return ridge > 0.8F ? RenalCortex : RenalMedulla;
    }
    return PerirenalFat;
}

void paintKidney(Canvas& canvas, const Kidney& kidney) {
    const Over neighbours{VisceralFat, Liver, Spleen, SpleenPulp, BowelWall};
    const auto rho = [&](Vec p) { return length(kidney.local(p)); };
    const float fatReach = 1.1F;
    canvas.paint(
        around(kidney.centre, kidney.radii * 1.25F + Vec{14, 8, 4}), 0,
        [&](Vec p) { return rho(p) - fatReach; },
        [&](float d, Vec p, Label old) {
            return neighbours(old) ? kidneyLabel(kidney.local(p), d + fatReach) : old;
        });
}

void paintAdrenals(Canvas& canvas, const Anatomy& a) {
    const Over fat{VisceralFat, PerirenalFat, Liver};
    for (const Kidney* kidney : {&a.right, &a.left}) {
        const float s = kidney->side;
        const Vec apex = a.adrenal(*kidney);
        canvas.fillTube(
            {{apex + Vec{0, -8, 4}, 2.6F}, {apex, 2.4F}, {apex + Vec{s * 9, 14, -4}, 2}}, Adrenal,
            fat);
        canvas.fillTube({{apex, 2.4F}, {apex + Vec{-s * 3, 15, -4}, 2}}, Adrenal, fat);
    }
}

void paintPancreas(Canvas& canvas, const Anatomy& a) {
    canvas.fill(
        around(a.pancreas, 4), 3,
        [&](Vec p) { return uneven(tube(p, a.pancreas), 3.2F, p, 9, a.noise + 3); }, Pancreas,
        Over{VisceralFat, PerirenalFat});
    Tube duct = a.pancreas;
    for (TubePoint& point : duct) {
        point.radius = 1.3F;
    }
    canvas.fillTube(duct, PancreaticDuct, Over{Pancreas});
}

void paintBiliary(Canvas& canvas, const Anatomy& a) {
    canvas.fillTube(a.bileDuct, Bile, Over{VisceralFat, Liver, Pancreas});
    canvas.paint(
        around(a.gallbladder, 2), 3, [&](Vec p) { return tube(p, a.gallbladder); },
        [](float d, Vec, Label old) -> Label {
            const bool free = old == VisceralFat || old == Liver || old == PortalVein;
            return !free ? old : d > -1.5F ? GallbladderWall : Bile;
        });
}

void paintVessels(Canvas& canvas, const Anatomy& a) {
    const Over veins{VisceralFat, PerirenalFat, Liver, Pancreas, Muscle};
    canvas.paint(
        around(a.ivc, 1), 3, [&](Vec p) { return tube(p, a.ivc); },
        [&](float, Vec p, Label old) -> Label {
            return veins(old) || old == HepaticVein ? (p.z < -28 ? InfrarenalIvc : Ivc) : old;
        });
    for (std::size_t i = 0; i < 3 && i < a.portalVeins.size(); ++i) {
        canvas.fillTube(a.portalVeins[i], PortalVein, veins);
    }
    for (const Tube& vein : a.varices) {
        canvas.fillTube(vein, PortalVein, Over{VisceralFat, PerirenalFat});
    }
    for (const Tube& vein : a.renalVeins) {
        canvas.fillTube(vein, RenalVein, Over{VisceralFat, PerirenalFat});
    }
    for (const Tube& artery : a.arteries) {
        canvas.fillTube(artery, Artery, Over{VisceralFat, PerirenalFat, Pancreas, RenalVein});
    }
    canvas.fillTube(a.aorta, Artery,
                    Over{VisceralFat, PerirenalFat, Lung, LungVessel, Muscle, RenalVein, Heart});
}

/// Plaques that come with age.
void paintPlaques(Canvas& canvas, const Anatomy& a) {
    const float spread = 0.7F - 0.006F * static_cast<float>(a.patient.age - 60);
    for (std::size_t i = 2; a.patient.age > 60 && i < a.aorta.size(); ++i) {
        const TubePoint &above = a.aorta[i - 1], &below = a.aorta[i];
        canvas.paint(
            around(Tube{above, below}, 0), 0, [&](Vec p) { return capsule(p, above, below); },
            [&](float d, Vec p, Label old) {
                const bool plaque = d > -1.6F && smoothNoise(p, 9, a.noise + 24) > spread;
                return old == Artery && plaque ? CorticalBone : old;
            });
    }
}

/// Small vessels of the mesentery: specks in the fat in front of the spine.
void paintMesentery(Canvas& canvas, const Anatomy& a) {
    Noise vessels(7, a.noise + 23);
    canvas.paint(
        {{-80, -75, -400}, {90, 0, -10}}, 3, [&](Vec p) { return 0.66F - vessels(p); },
        [](float, Vec, Label old) { return old == VisceralFat ? SmallVessel : old; });
}

} // namespace

void paintOrgans(Canvas& canvas, const Anatomy& a) {
    paintChest(canvas, a);
    paintLiver(canvas, a);
    paintSpleen(canvas, a);
    paintHollow(canvas, a.stomach, 3.6F, StomachWall, BowelFluid, -52, a.noise + 30);
    paintKidney(canvas, a.right);
    paintKidney(canvas, a.left);
    paintAdrenals(canvas, a);
    paintPancreas(canvas, a);
    paintBiliary(canvas, a);
    paintVessels(canvas, a);
    paintPlaques(canvas, a);
    paintBowel(canvas, a);
    paintMesentery(canvas, a);
}

} // namespace bolus::phantom
