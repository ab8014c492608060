#include "app/jobs/StudyVolumes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

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

Person personOf(const InstanceHeader& header) {
    return {header.patientId, header.patientName, header.patientBirthDate, header.patientSex};
}

auto fieldsOf(const Person& person) {
    return std::tie(person.id, person.name, person.birthDate, person.sex);
}

/// People in one study whose attributes do not contradict each other, with their series.
struct Identity {
    std::vector<Person> spellings;
    std::set<std::string> series;
};

bool canBe(const Person& person, const Identity& identity) {
    return std::ranges::none_of(identity.spellings, [&](const Person& known) {
        return comparePersons(person, known).same == SamePerson::No;
    });
}

struct LessPerson {
    bool operator()(const Person& a, const Person& b) const { return fieldsOf(a) < fieldsOf(b); }
};
using SeriesOfPerson = std::map<Person, std::set<std::string>, LessPerson>;

/// The identity that a spelling fits; of several, the one it shares a series with. −1: none, or
/// several as well as each other.
int identityFor(const Person& person, const std::set<std::string>& series,
                const std::vector<Identity>& identities) {
    std::vector<int> fitting, sharing;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        if (canBe(person, identities[i])) {
            fitting.push_back(static_cast<int>(i));
            const bool shares = std::ranges::any_of(
                series, [&](const std::string& uid) { return identities[i].series.contains(uid); });
            if (shares) {
                sharing.push_back(static_cast<int>(i));
            }
        }
    }
    const std::vector<int>& choice = sharing.empty() ? fitting : sharing;
    return choice.size() == 1 ? choice.front() : -1;
}

/// The fullest spellings first: blank attributes fit anybody.
std::map<Person, int, LessPerson> identitiesIn(const SeriesOfPerson& people) {
    std::vector<const Person*> order;
    for (const auto& [person, series] : people) {
        order.push_back(&person);
    }
    std::ranges::stable_sort(order, {}, [](const Person* p) {
        return isGenericId(p->id) * 4 + p->birthDate.empty() * 2 + p->name.empty();
    });
    std::vector<Identity> identities;
    std::map<Person, int, LessPerson> numbers;
    for (const Person* person : order) {
        const auto& series = people.at(*person);
        int number = identityFor(*person, series, identities);
        if (number < 0) {
            number = static_cast<int>(identities.size());
            identities.emplace_back();
        }
        identities[static_cast<std::size_t>(number)].spellings.push_back(*person);
        identities[static_cast<std::size_t>(number)].series.insert(series.begin(), series.end());
        numbers[*person] = number;
    }
    return numbers;
}

/// A study is of one person; where its files contradict each other, it is taken apart.
std::vector<Instances> partByPerson(Instances study) {
    SeriesOfPerson people;
    for (const InstanceHeader& header : study) {
        people[personOf(header)].insert(header.seriesUid);
    }
    if (people.size() == 1) {
        return {std::move(study)};
    }
    const auto numbers = identitiesIn(people);
    std::map<int, Instances> parts;
    for (InstanceHeader& header : study) {
        parts[numbers.at(personOf(header))].push_back(std::move(header));
    }
    std::vector<Instances> list;
    for (auto& [number, part] : parts) {
        list.push_back(std::move(part));
    }
    return list;
}

/// A series that two people share gives parts with numbers of their own.
void renumberParts(std::vector<StudyVolumes>& parts) {
    std::map<std::string, int> next;
    for (StudyVolumes& part : parts) {
        const std::map<std::string, int> taken = next;
        for (VolumeRecord& volume : part.volumes) {
            const auto first = taken.find(volume.seriesUid);
            volume.part += first == taken.end() ? 0 : first->second;
            next[volume.seriesUid] = std::max(next[volume.seriesUid], volume.part + 1);
        }
    }
}

} // namespace

StudyVolumes studyVolumes(Instances instances) {
    StudyVolumes study;
    if (instances.empty()) {
        return study;
    }
    study.exam = examAttributes(instances);
    study.birthDate = firstText(instances, &InstanceHeader::patientBirthDate);
    study.scanner = scannerOf(instances);
    std::map<std::string, Instances> series;
    for (InstanceHeader& instance : instances) {
        if (auto geometry = readFrameGeometryApart(instance); !geometry) {
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

std::vector<Case> casesOf(Instances instances,
                          const std::function<void(const Error&)>& tellOfLoss) {
    std::map<std::string, Instances> studies;
    for (InstanceHeader& instance : instances) {
        studies[instance.studyUid].push_back(std::move(instance));
    }
    std::vector<StudyVolumes> built;
    for (auto& [uid, members] : studies) {
        std::vector<StudyVolumes> parts;
        for (Instances& part : partByPerson(std::move(members))) {
            const std::string file = part.front().path.string();
            parts.push_back(studyVolumes(std::move(part)));
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
