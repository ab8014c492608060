// What is searched for, with everything that narrows and weighs it, and the command line of it.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include "library/search/Fusion.h"

namespace bolus {

/// How the user wants all searches; kept in QSettings.
struct SearchOptions {
    enum class Mode { Hybrid, Words, Image };
    Mode mode = Mode::Hybrid;
    /// As bolusctl does if nothing else is said; 0: words alone count … 100: images alone count.
    int images = static_cast<int>(100 * usualWeights[1] / (usualWeights[0] + usualWeights[1]));
    bool onePerPatient = true, ownPatient = false, diverse = false;
    bool operator==(const SearchOptions&) const = default;

    static SearchOptions stored();
    void store() const;
};

struct ExampleCase {
    qint64 id = 0;
    QString title; // for the screen alone: a patient's name, which is not kept
    bool operator==(const ExampleCase&) const = default;
};

struct SearchWish {
    QString phrase;      // beside an example: "like this, but with …"
    ExampleCase example; // id 0: none
    QString region;      // SERIES:PART:x,y,z,r in the example
    QString regionTitle;
    QStringList phases; // tokens of the example's phases that count; empty: all
    QList<ExampleCase> more, less;
    QStringList narrowed; // words of --filter: "phase:arterial", "-tag:\"hcc\""
    QString collection;   // only cases of it
    QString saved;        // a saved search runs as it was saved
    SearchOptions options;

    bool isEmpty() const { return phrase.isEmpty() && example.id == 0 && saved.isEmpty(); }
    /// `filter` comes from the list of cases.
    QStringList arguments(const QString& filter, int hits) const;
    /// In a line for lists; without patients' names where `named` is false.
    QString title(bool named = true) const;

    QJsonObject toJson() const; // without titles of cases
    static SearchWish fromJson(const QJsonObject& json);
    /// The same question, whatever cases are called.
    bool asks(const SearchWish& other) const { return toJson() == other.toJson(); }
};

/// A word of --filter; the value in quotes.
QString filterWord(const QString& key, const QString& value, bool leftOut = false);

} // namespace bolus
