// The parts that lesions are drawn with; each has its own enhancement curve (LesionKinetics.cpp).
#pragma once

namespace bolus::phantom {

// A lesion of one tissue has part 0 alone.
enum HemangiomaPart { HemangiomaCore, HemangiomaMiddle, HemangiomaRim, HemangiomaNodule };
enum HccPart { HccBulk, HccCapsule, HccNecrosis };
enum MetastasisPart { MetastasisCore, MetastasisRim };
enum FnhPart { FnhBulk, FnhScar };
enum AdenomaPart { AdenomaBulk, AdenomaBlood };
enum CholangioPart { CholangioCore, CholangioRim, CholangioDuct };
enum AbscessPart { AbscessPus, AbscessWall, AbscessEdema, AbscessGas };
enum SteatosisPart { FattyLiver, SparedLiver };
enum CirrhosisPart { CirrhosisNodule, CirrhosisFibrosis };
enum ThrombosisPart { Thrombus, ThrombosedWall, ThrombosisSteal };
enum GallstonePart { GallstoneChalk, GallstoneCore };
enum RccPart { RccBulk, RccNecrosis };
enum AngiomyolipomaPart { AngiomyolipomaFat, AngiomyolipomaStrand };
enum HydronephrosisPart { ObstructedUrine, ObstructedCortex, ObstructedMedulla };
enum PdacPart { PdacMass, PdacDuct };
enum PancreatitisPart { SwollenGland, DeadGland, PancreatitisFluid, PancreatitisStrand };
enum AneurysmPart { AneurysmThrombus, AneurysmCalcium };
enum DissectionPart { TrueLumen, FalseLumen, IntimalFlap };
enum EffusionPart { EffusionFluid, Atelectasis };

} // namespace bolus::phantom
