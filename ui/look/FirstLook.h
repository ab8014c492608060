// Runs the main job once by itself and saves pictures of the real window.
#pragma once

#include <functional>
#include <vector>

#include <QObject>
#include <QTimer>

namespace bolus {

class MainWindow;

/// Library, case, search, found case beside, heatmap, fine-tuning. Each step waits for the signal
/// that says it is done; one that does not come in time, or a picture that cannot be saved, is told
/// on stderr and by the exit code 1 of `finished`.
class FirstLook : public QObject {
    Q_OBJECT
public:
    FirstLook(MainWindow& window, const QString& folder, QObject* parent = nullptr);
    void setTimeout(int milliseconds) { m_timeout.setInterval(milliseconds); }
    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    struct Step {
        QString name; // of the picture
        std::function<void()> begin;
    };
    void addSteps();
    void next();
    void stepDone();
    void picture();
    void problem(const QString& sentence);
    /// Ends the current step when `sender` emits `signal`.
    template<typename Sender, typename Signal>
    void await(Sender* sender, Signal signal);
    void beginSearch();
    void beginBeside();
    void beginHeatmap();
    void beginTraining();
    void beginCase();
    QString phraseOfCase() const;

    MainWindow& m_window;
    QString m_folder;
    QTimer m_timeout;
    std::vector<Step> m_steps;
    std::size_t m_step = 0;
    QMetaObject::Connection m_awaited;
    QWidget* m_shown; // what the picture is of
    bool m_waiting = false;
    int m_exitCode = 0;
};

} // namespace bolus
