// Runs the real bolusctl and reads its JSON lines.
#pragma once

#include <functional>
#include <optional>

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

struct Ended {
    int exit = -1;
    bool crashed = false;
    QList<QJsonObject> events;
    QByteArray standardError;

    QList<QJsonObject> of(const QString& kind) const; // "item", "warning", "progress"
    QJsonObject last() const { return events.isEmpty() ? QJsonObject() : events.last(); }
    QJsonObject result() const; // empty where the last event is none
    QString errorCode() const;  // of the last event; empty where that is no error
};

/// With the folders that lead to it; a failure fails the test.
void writeFile(const QString& path, const QByteArray& content);

/// A bolusctl with a library, a home and a tiny model of its own.
class Bolusctl {
public:
    Bolusctl();

    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString library() const { return path("library"); }
    /// `--library` and `--json` are added.
    Ended run(const QStringList& arguments) const;
    /// `meddle` is called once, when the first event of this kind has come.
    Ended runAndMeddle(const QStringList& arguments, const QString& kind,
                       const std::function<void(QProcess&)>& meddle) const;
    /// As typed: nothing is added, and events are parsed only where a line is JSON.
    Ended runPlain(const QStringList& arguments, QByteArray* output = nullptr) const;
    void start(QProcess& process, const QStringList& arguments) const;

    /// A tiny model with random weights, found as the shipped one is.
    void provideModel();
    /// A CT series of `slices` small slices under `name`; one study, series and patient a name.
    QString makeSeries(const QString& name, int slices, const QString& description,
                       const QString& acquisitionTime = "101500", int study = 1) const;

private:
    QTemporaryDir m_folder;
    QString m_model;
};

/// One `serve` process that is asked one thing after another.
class Requests {
public:
    explicit Requests(const Bolusctl& ctl);
    ~Requests();
    /// The last event of the answer.
    QJsonObject ask(const QStringList& argv);

private:
    QProcess m_process;
    int m_asked = 0;
};

/// Waits for one more whole line; an empty object when none comes in half a minute.
QJsonObject readEvent(QProcess& process);
