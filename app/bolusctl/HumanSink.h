// Events as text: items as a table, the result as lines, progress and warnings on stderr.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "app/bolusctl/EventSink.h"

namespace bolus {

class HumanSink : public EventSink {
public:
    /// `command` chooses the columns: "cases", "search", …
    explicit HumanSink(std::string command);
    void emit(const Json& event) override;

private:
    void progress(const Json& event);
    void note(const std::string& kind, const Json& event);
    void item(const Json& event);
    void result(const Json& event);
    void endProgressLine();
    void printTable();

    std::mutex m_mutex;
    std::string m_command;
    std::vector<Json> m_items; // until the result: columns are as wide as their widest entry
    std::string m_stage;
    const bool m_terminal;
    bool m_suiteBegun = false;
    bool m_progressLine = false; // the cursor stands behind an unfinished progress line
};

} // namespace bolus
