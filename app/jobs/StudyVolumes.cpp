#include "app/jobs/StudyVolumes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "app/jobs/ImportErrors.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/phases/Identity.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace {

using Instances = std::vector<InstanceHeader>;

/// First value that is not blank.
std::string firstText(const Instances& instances, std::string InstanceHeader::*member) {
    const auto found = std::ranges::find_if(
        instances, [&](const InstanceHeader& header) { return !(header.*member).empty(); });
    return found == instances.end() ? std::string() : (*found).*member;
}

Case examAttributes(const Instances& instances) {
    Case exam;
    exam.patientId = firstText(instances, &InstanceHeader::patientId);
    exam.patientName = firstText(instances, &InstanceHeader::patientName);
    exam.patientSex = firstText(instances, &InstanceHeader::patientSex);
    exam.patientAge = firstText(instances, &InstanceHeader::patientAge);
    exam.studyDate = firstText(instances, &InstanceHeader::studyDate);
    exam.studyUids = {instances.front().studyUid};
    exam.accessionNumber = firstText(instances, &InstanceHeader::accessionNumber);
    exam.modality = instances.front().modality;
    exam.bodyPart = firstText(instances, &InstanceHeader::bodyPart);
    exam.description = firstText(instances, &InstanceHeader::studyDescription);
    return exam;
}

std::string scannerOf(const Instances& instances) {
    // Dose pages and reformats name the workstation that made them.
    const auto original = std::ranges::find_if(instances, [](const InstanceHeader& header) {
        return header.imageType.starts_with("ORIGINAL") && !header.model.empty();
    });
    return original == instances.end() ? std::string()
                                       : original->manufacturer + " " + original->model;
}

auto fieldsOf(const Person& person) {
    return std::tie(person.id, person.name, person.birthDate, person.sex);
}

struct LessPerson {
    bool operator()(const Person& a, const Person& b) const { return fieldsOf(a) < fieldsOf(b); }
};
using SeriesOfPerson = std::map<Person, std::set<std::string>, LessPerson>;
using NumberOfPerson = std::map<Person, std::size_t, LessPerson>;

/// People in one study whose attributes do not contradict each other, with their series.
struct Identity {
    std::vector<FoldedPerson> spellings;
    std::set<std::string> series;
};

bool canBe(const FoldedPerson& person, const Identity& identity) {
    return std::ranges::none_of(identity.spellings, [&](const FoldedPerson& known) {
        return comparePersons(person, known).same == SamePerson::No;
    });
}

/// The identity that a spelling fits; of several, the one it shares a series with. None where
/// nothing fits, or several as well as each other.
std::optional<std::size_t> identityFor(const FoldedPerson& person,
                                       const std::set<std::string>& series,
                                       const std::vector<Identity>& identities) {
    std::vector<std::size_t> fitting, sharing;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        if (canBe(person, identities[i])) {
            fitting.push_back(i);
            const bool shares = std::ranges::any_of(
                series, [&](const std::string& uid) { return identities[i].series.contains(uid); });
            if (shares) {
                sharing.push_back(i);
            }
        }
    }
    const std::vector<std::size_t>& choice = sharing.empty() ? fitting : sharing;
    return choice.size() == 1 ? std::optional(choice.front()) : std::nullopt;
}

/// Which spellings are of one person, and what to say of those that are.
struct Identities {
    NumberOfPerson numbers;
    std::map<std::size_t, std::string> notes; // by number
};

/// Sentence for a person whose files carry more than one patient ID; empty: they do not.
std::string noteOnIds(const Identity& identity) {
    for (const FoldedPerson& one : identity.spellings) {
        for (const FoldedPerson& other : identity.spellings) {
            if (!one.id.empty() && !other.id.empty() && one.id != other.id) {
                return "This study carries two patient IDs, " + one.written.id + " and " +
                       other.written.id + ", with one name and birth date: taken as one patient.";
            }
        }
    }
    return {};
}

/// The fullest spellings first: blank attributes fit anybody.
Identities identitiesIn(const SeriesOfPerson& people) {
    std::vector<FoldedPerson> order;
    for (const auto& [person, series] : people) {
        order.push_back(foldedPerson(person));
    }
    std::ranges::stable_sort(order, {}, [](const FoldedPerson& p) {
        return p.id.empty() * 4 + p.birthDate.empty() * 2 + p.name.empty();
    });
    std::vector<Identity> identities;
    Identities found;
    for (const FoldedPerson& person : order) {
        const auto& series = people.at(person.written);
        const std::size_t number =
            identityFor(person, series, identities).value_or(identities.size());
        identities.resize(std::max(identities.size(), number + 1));
        identities[number].spellings.push_back(person);
        identities[number].series.insert(series.begin(), series.end());
        found.numbers[person.written] = number;
    }
    for (std::size_t i = 0; i < identities.size(); ++i) {
        found.notes[i] = noteOnIds(identities[i]);
    }
    return found;
}

/// More people than a study can be mixed up of: by patient ID alone, or as they are spelled where
/// that says nothing. Comparing each with each would take the square of their number.
Identities identitiesById(const SeriesOfPerson& people) {
    std::map<std::string, std::size_t> numberOfId;
    Identities found;
    std::size_t next = 0;
    for (const auto& [person, series] : people) {
        const std::string id = foldedPerson(person).id;
        const bool isNew = id.empty() || numberOfId.try_emplace(id, next).second;
        const std::size_t number = isNew ? next++ : numberOfId.at(id);
        found.numbers[person] = number;
        found.notes[number] = "This study names " + std::to_string(people.size()) +
                              " patients: parted by patient ID only. Check whose exam this is.";
    }
    return found;
}

/// What a study holds of one person.
struct Part {
    Instances instances;
    std::string note; // sentence for the case's issues; may be empty
};

/// A study is of one person; where its files contradict each other, it is taken apart.
std::vector<Part> partByPerson(Instances study) {
    constexpr std::size_t mostCompared = 100;
    SeriesOfPerson people;
    for (const InstanceHeader& header : study) {
        people[personOf(header)].insert(header.seriesUid);
    }
    std::vector<Part> list;
    if (people.size() == 1) {
        list.push_back({std::move(study), {}});
        return list;
    }
    const Identities found =
        people.size() > mostCompared ? identitiesById(people) : identitiesIn(people);
    std::map<std::size_t, Part> parts;
    for (InstanceHeader& header : study) {
        const std::size_t number = found.numbers.at(personOf(header));
        parts[number].note = found.notes.at(number);
        parts[number].instances.push_back(std::move(header));
    }
    for (auto& [number, part] : parts) {
        list.push_back(std::move(part));
    }
    return list;
}

/// A series that two people share gives parts with numbers of their own.
void renumberParts(std::vector<StudyVolumes>& parts) {
    std::map<std::string, int> next;
    for (StudyVolumes& part : parts) {
        std::map<std::string, int> first; // of this part, by series
        for (VolumeRecord& volume : part.volumes) {
            int& free = next[volume.seriesUid];
            volume.part += first.try_emplace(volume.seriesUid, free).first->second;
            free = std::max(free, volume.part + 1);
        }
    }
}

} // namespace

Result<StudyVolumes> studyVolumes(Instances instances, const Progress* progress) {
    StudyVolumes study;
    if (instances.empty()) {
        return study;
    }
    study.exam = examAttributes(instances);
    study.birthDate = firstText(instances, &InstanceHeader::patientBirthDate);
    study.scanner = scannerOf(instances);
    std::map<std::string, Instances> series;
    for (InstanceHeader& instance : instances) {
        auto geometry = readFrameGeometryApart(instance, progress);
        if (!geometry && mayPass(geometry.error())) {
            return std::unexpected(geometry.error());
        }
        if (!geometry) {
            study.exam.issues.push_back(geometry.error().message);
        }
        study.modalities.insert(instance.modality);
        series[instance.seriesUid].push_back(std::move(instance));
    }
    for (const auto& [uid, members] : series) {
        for (VolumeRecord& volume : buildVolumes(members)) {
            study.volumes.push_back(std::move(volume));
        }
        if (auto reason = noVolumeReason(members)) {
            study.exam.issues.push_back(std::move(*reason));
        }
    }
    return study;
}

Result<std::vector<Case>> casesOf(Instances instances,
                                  const std::function<void(const Error&)>& tellOfLoss,
                                  const Progress* progress) {
    std::map<std::string, Instances> studies;
    for (InstanceHeader& instance : instances) {
        studies[instance.studyUid].push_back(std::move(instance));
    }
    std::vector<StudyVolumes> built;
    for (auto& [uid, members] : studies) {
        std::vector<StudyVolumes> parts;
        for (Part& part : partByPerson(std::move(members))) {
            const std::string file = part.instances.front().path.string();
            auto volumes = studyVolumes(std::move(part.instances), progress);
            if (!volumes) {
                return std::unexpected(volumes.error());
            }
            parts.push_back(std::move(*volumes));
            if (!part.note.empty()) {
                parts.back().exam.issues.push_back(std::move(part.note));
            }
            if (tellOfLoss && parts.back().volumes.empty()) {
                for (const std::string& issue : parts.back().exam.issues) {
                    tellOfLoss({ErrorCode::BadInput, issue, file});
                }
            }
        }
        renumberParts(parts);
        std::ranges::move(parts, std::back_inserter(built));
    }
    return buildCases(std::move(built));
}

} // namespace bolus
