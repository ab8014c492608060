// The parts that lesions are drawn with; each has its own enhancement curve (Kinetics.cpp).
#pragma once

namespace bolus::phantom {

// A lesion of one tissue has part 0 alone.
enum HemangiomaPart { HemangiomaCore, HemangiomaMiddle, HemangiomaRim, HemangiomaNodule };
enum HccPart { HccBulk, HccCapsule, HccNecrosis };
enum MetastasisPart { MetastasisCore, MetastasisRim };
enum FnhPart { FnhBulk, FnhScar };
enum RccPart { RccBulk, RccNecrosis };
enum AngiomyolipomaPart { AngiomyolipomaFat, AngiomyolipomaStrand };
enum PdacPart { PdacMass, PdacDuct };
enum AneurysmPart { AneurysmThrombus, AneurysmCalcium };

} // namespace bolus::phantom
