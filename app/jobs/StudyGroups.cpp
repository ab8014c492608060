#include "app/jobs/StudyGroups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "library/phases/Identity.h"
#include "library/phases/Times.h"

namespace bolus {

namespace {

Person personOf(const InstanceHeader& header) {
    return {header.patientId, header.patientName, header.patientBirthDate, header.patientSex};
}

} // namespace

StudyKey studyKeyOf(const std::string& studyUid, const std::vector<InstanceHeader>& instances) {
    StudyKey key;
    key.studyUid = studyUid;
    key.instances = instances.size();
    for (const InstanceHeader& header : instances) {
        key.day = dayNumber(header.studyDate) ? header.studyDate : key.day;
        const auto at = secondsOfDay(header.acquisitionTime);
        key.acquired = at && (key.acquired < 0 || *at < key.acquired) ? *at : key.acquired;
        if (!header.frameOfReferenceUid.empty()) {
            key.tokens.insert("frame " + header.frameOfReferenceUid);
        }
        if (!header.accessionNumber.empty()) {
            key.tokens.insert("order " + header.accessionNumber);
        }
    }
    // An exam that begins before midnight is one of both days.
    const auto number = dayNumber(key.day);
    const long firstDay = number.value_or(0) - (number && key.acquired >= 0 && key.acquired < 7200);
    for (long day = firstDay; day <= number.value_or(0); ++day) {
        for (const InstanceHeader& header : instances) {
            for (const std::string& who : waysToKnow(personOf(header))) {
                key.tokens.insert(who + (number ? " " + std::to_string(day) : ""));
            }
        }
    }
    key.anonymous = std::ranges::all_of(instances, [](const InstanceHeader& header) {
        return waysToKnow(personOf(header)).empty();
    });
    return key;
}

namespace {

class Joining {
public:
    explicit Joining(const std::vector<StudyKey>& keys) : m_keys(keys), m_leader(keys.size()) {
        std::iota(m_leader.begin(), m_leader.end(), std::size_t{0});
        std::ranges::transform(keys, std::back_inserter(m_instances), &StudyKey::instances);
    }

    void byTokens() {
        std::map<std::string, std::size_t> first;
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            for (const std::string& token : m_keys[i].tokens) {
                join(first.try_emplace(token, i).first->second, i);
            }
        }
    }

    void byTimes() {
        constexpr double hour = 3600;
        constexpr std::size_t mostInstances = 20000; // of one batch in memory
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            if (m_keys[i].anonymous && m_keys[i].acquired >= 0) {
                order.push_back(i);
            }
        }
        std::ranges::sort(order, {}, [&](std::size_t i) {
            return std::tuple(m_keys[i].day, m_keys[i].acquired, i);
        });
        for (std::size_t k = 1; k < order.size(); ++k) {
            const StudyKey &one = m_keys[order[k - 1]], &other = m_keys[order[k]];
            const std::size_t a = leaderOf(order[k - 1]), b = leaderOf(order[k]);
            if (one.day == other.day && other.acquired - one.acquired <= hour &&
                m_instances[a] + m_instances[b] <= mostInstances) {
                join(a, b);
            }
        }
    }

    std::vector<std::vector<std::string>> groups() {
        std::map<std::size_t, std::vector<std::string>> groups;
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            groups[leaderOf(i)].push_back(m_keys[i].studyUid);
        }
        std::vector<std::vector<std::string>> list;
        for (auto& [leader, studies] : groups) {
            list.push_back(std::move(studies));
        }
        return list;
    }

private:
    std::size_t leaderOf(std::size_t i) {
        while (m_leader[i] != i) {
            i = m_leader[i] = m_leader[m_leader[i]];
        }
        return i;
    }

    void join(std::size_t one, std::size_t other) {
        const std::size_t a = leaderOf(one), b = leaderOf(other);
        if (a != b) {
            m_leader[std::max(a, b)] = std::min(a, b);
            m_instances[std::min(a, b)] += m_instances[std::max(a, b)];
        }
    }

    const std::vector<StudyKey>& m_keys;
    std::vector<std::size_t> m_leader, m_instances;
};

} // namespace

std::vector<std::vector<std::string>> studiesToBuildTogether(const std::vector<StudyKey>& keys) {
    Joining joining(keys);
    joining.byTokens();
    joining.byTimes();
    return joining.groups();
}

} // namespace bolus
