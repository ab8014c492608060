// A library of two small exams, a stand-in for bolusctl, and the window over them.
#pragma once

#include <memory>

#include <QTemporaryDir>
#include <QtTest>

#include "ui/window/MainWindow.h"

namespace bolus::test {

/// Settings, library and helper of one test; nothing of the user's is read or written.
class Desk {
public:
    Desk();
    ~Desk();

    QString library() const { return m_root.filePath(QStringLiteral("library")); }
    QString path(const QString& name) const { return m_root.filePath(name); }
    /// Case 1, "ALPHA, ANN": pre-contrast and arterial. Case 2, "BETA, BOB": the same and portal
    /// venous. Both of real DICOM files, each with a report.
    void addCases();
    /// So many cases without files: "Patient 0", "Patient 1", …; odd ones are F, the others M.
    void addManyCases(int count);
    /// One more such case, of patient `id`.
    void addCase(const std::string& id, const std::string& name, const std::string& birthDate,
                 const std::string& date = "20240102");
    /// Into `BOLUS_BOLUSCTL`.
    void useHelper(const QString& program);
    /// Command lines the stand-in was called with, as JSON, oldest first.
    QStringList commands() const;
    bool ran(const QString& words) const;

    /// Shown, with the library open and its list filled.
    std::unique_ptr<MainWindow> open();
    Dialogs dialogs();

    // What the stand-in dialogs answer, and what they were asked.
    QString chosenPath;
    bool agree = true;
    QStringList questions;

private:
    QTemporaryDir m_root;
};

/// Saves a picture where BOLUS_PICTURES says, for looking at; nothing without it.
void picture(QWidget& widget, const QString& name);

template<typename T>
T* child(QWidget& parent, const char* name) {
    auto* found = parent.findChild<T*>(QLatin1String(name));
    if (!found)
        qFatal("There is no %s in the window", name);
    return found;
}

} // namespace bolus::test
