pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Every answer on a line of its own, each with a key to change it.
Item {
    id: page

    required property AnswersList answers

    readonly property real side: Theme.landscape ? 520 * Theme.unit : 0
    readonly property real edge: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.gap
    // The words above have two lines, so that either language leaves as much room.
    readonly property real upper: Theme.landscape ? edge : hint.y + Math.max(hint.height, 2.3 * Theme.body) + edge
    // What the list may take when nothing turns its pages, and what turning them takes from it.
    readonly property real free: (Theme.landscape ? height : on.y) - upper - edge
    readonly property real turning: Theme.touch + edge
    readonly property real keyWidth: Math.max(key.implicitWidth, 1.75 * Theme.touch)
    readonly property list<real> room: [sheet.width, free, turning, Theme.body, Theme.tiny, Theme.gap, keyWidth]

    onRoomChanged: Qt.callLater(fill) // the words of this very page may be what changes the room
    Component.onCompleted: fill()

    function fill() {
        page.answers.layOut(Qt.rect(Theme.gap, turning, sheet.width, free), Qt.size(keyWidth, Theme.touch), Qt.size(Theme.body, Theme.tiny), Theme.family);
    }

    ActionButton {
        id: key // how broad its words make each key

        visible: false
        label: page.answers.changeText
    }

    Heading {
        id: heading

        x: Theme.margin
        y: page.edge
        width: Theme.landscape ? page.side : parent.width - 2 * Theme.margin
        text: page.answers.heading
    }

    Words {
        id: hint

        x: heading.x
        y: heading.y + heading.height + 0.5 * Theme.gap
        width: heading.width
        text: page.answers.hint
        color: Theme.inkSoft
    }

    Card {
        id: sheet

        x: Theme.landscape ? heading.x + page.side + Theme.margin : Theme.margin
        y: page.upper
        width: parent.width - x - Theme.margin
        height: lines.height

        Column {
            id: lines

            width: parent.width

            Repeater {
                model: page.answers.rows

                Item {
                    id: row

                    required property var modelData
                    required property int index

                    width: lines.width
                    height: modelData.height
                    objectName: modelData.object
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.spoken

                    Rectangle {
                        x: Theme.gap
                        width: parent.width - 2 * Theme.gap
                        height: Theme.stroke
                        visible: row.index > 0
                        color: Theme.line
                    }

                    Column {
                        anchors.verticalCenter: parent.verticalCenter
                        x: Theme.gap
                        width: row.modelData.words

                        Words {
                            width: parent.width
                            text: row.modelData.label
                            color: Theme.inkSoft
                            font.pixelSize: Theme.tiny
                        }

                        Words {
                            width: parent.width
                            text: row.modelData.value
                            font.weight: Font.DemiBold
                        }
                    }

                    ActionButton {
                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: page.keyWidth
                        visible: row.modelData.offered
                        objectName: "change_" + row.modelData.object
                        label: row.modelData.change
                        shownLabel: page.answers.changeText
                        onTapped: page.answers.change(row.modelData.number)
                    }
                }
            }
        }
    }

    PageTurner {
        x: sheet.x
        width: sheet.width
        y: page.upper + page.free - implicitHeight
        visible: page.answers.pages > 1
        page: page.answers.page
        pages: page.answers.pages
        pageText: page.answers.pageText
        previousText: page.answers.previousText
        followingText: page.answers.followingText
        onTurned: pages => page.answers.turn(pages)
    }

    ActionButton {
        id: on

        x: heading.x
        anchors.bottom: parent.bottom
        anchors.bottomMargin: page.edge
        width: heading.width
        height: Math.max(implicitHeight, (Theme.dense ? 1.05 : 1.25) * Theme.touch)
        objectName: "answers_on"
        kind: "primary"
        iconName: "check"
        label: page.answers.onText
        onTapped: page.answers.goOn()
    }
}
