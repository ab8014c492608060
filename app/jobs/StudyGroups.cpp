#include "app/jobs/StudyGroups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "library/phases/Identity.h"
#include "library/phases/Times.h"

namespace bolus {

namespace {

/// What only means something together with the person: some anonymisers give everybody one frame.
std::set<std::string> sharedThings(const InstanceHeader& header) {
    std::set<std::string> things;
    if (!header.frameOfReferenceUid.empty()) {
        things.insert(" frame " + header.frameOfReferenceUid);
    }
    if (!isGenericOrder(header.accessionNumber)) {
        things.insert(" order " + header.accessionNumber);
    }
    return things;
}

/// An exam that begins before midnight is one of both days.
std::vector<std::string> daysOf(const StudyKey& key) {
    const auto number = dayNumber(key.day);
    std::vector<std::string> days{number ? " " + std::to_string(*number) : ""};
    if (number && key.acquired >= 0 && key.acquired < 7200) {
        days.push_back(" " + std::to_string(*number - 1));
    }
    return days;
}

} // namespace

StudyKey studyKeyOf(const std::string& studyUid, const std::vector<InstanceHeader>& instances) {
    StudyKey key;
    key.studyUid = studyUid;
    key.instances = instances.size();
    std::set<std::string> people, things;
    for (const InstanceHeader& header : instances) {
        key.day = dayNumber(header.studyDate) ? header.studyDate : key.day;
        const auto at = secondsOfDay(header.acquisitionTime);
        key.acquired = at && (key.acquired < 0 || *at < key.acquired) ? *at : key.acquired;
        const auto ways = waysToKnow(personOf(header));
        people.insert(ways.begin(), ways.end());
        things.merge(sharedThings(header));
    }
    key.anonymous = people.empty();
    for (const std::string& who : people) {
        for (const std::string& day : daysOf(key)) {
            key.tokens.insert(who + day);
        }
    }
    for (const std::string& who : key.anonymous ? std::set<std::string>{"nobody"} : people) {
        for (const std::string& thing : things) {
            key.tokens.insert(who + thing);
        }
    }
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
                const std::size_t other = first.try_emplace(token, i).first->second;
                if (!m_keys[i].anonymous || fits(other, i)) {
                    join(other, i);
                }
            }
        }
    }

    void byTimes() {
        constexpr double hour = 3600;
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
            if (one.day == other.day && other.acquired - one.acquired <= hour &&
                fits(order[k - 1], order[k])) {
                join(order[k - 1], order[k]);
            }
        }
    }

    /// Every study is compared with each other one of its group, so that thousands of one person
    /// are looked at in portions, those of about one time together.
    std::vector<std::vector<std::string>> groups() {
        constexpr std::size_t mostCompared = 500;
        std::map<std::size_t, std::vector<std::size_t>> groups;
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            groups[leaderOf(i)].push_back(i);
        }
        std::vector<std::vector<std::string>> list;
        for (auto& [leader, members] : groups) {
            if (members.size() > mostCompared) {
                std::ranges::stable_sort(members, {}, [&](std::size_t i) {
                    return std::tuple(m_keys[i].day, m_keys[i].acquired);
                });
            }
            for (std::size_t at = 0; at < members.size(); ++at) {
                if (at % mostCompared == 0) {
                    list.emplace_back();
                }
                list.back().push_back(m_keys[members[at]].studyUid);
            }
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

    /// Anybody may be meant by an anonymous study: such batches are held to what memory holds.
    bool fits(std::size_t one, std::size_t other) {
        constexpr std::size_t mostInstances = 20000;
        const std::size_t a = leaderOf(one), b = leaderOf(other);
        return a == b || m_instances[a] + m_instances[b] <= mostInstances;
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
