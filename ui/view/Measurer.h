// Measures every region of the cases on screen in every volume of theirs, on a thread of its own.
#pragma once

#include <map>
#include <stop_token>

#include <QThreadPool>

#include "ui/view/AnnotationBook.h"
#include "viewer/LoadedVolume.h"

namespace bolus {

/// The loaded volumes of each case, by measuredKey.
using MeasuredVolumes =
    std::map<qint64, std::map<std::string, std::shared_ptr<const LoadedVolume>>>;

/// Results go into the book. A region that changes while it is measured is measured again; what was
/// under way for it stops. GUI thread.
class Measurer : public QObject {
    Q_OBJECT
public:
    Measurer(AnnotationBook& book, QObject* parent);
    ~Measurer() override;

    void setVolumes(MeasuredVolumes volumes);
    bool isIdle() const { return !m_running && !m_planned; }

private:
    struct Task {
        Annotation region; // as it lies in the volume
        std::string key;
        std::shared_ptr<const LoadedVolume> volume;
    };
    void plan(); // once the events under way are done
    void begin();
    std::vector<Task> pending() const;
    void finish(const std::vector<Task>& tasks,
                const std::vector<std::optional<RegionStatistics>>& results);

    AnnotationBook& m_book;
    MeasuredVolumes m_volumes;
    /// What the results in the book were measured in, by region and volume.
    std::map<std::pair<std::string, std::string>, std::weak_ptr<const LoadedVolume>> m_done;
    std::vector<Task> m_underWay;
    std::stop_source m_stop;
    bool m_planned = false, m_running = false;
    QThreadPool m_pool; // last: it waits for its thread before the rest goes
};

} // namespace bolus
