pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What to do stands above the mirror; across, beside it. What has changed is said at once, over what was being said.
Item {
    id: page

    required property VerifyFaceView view
    readonly property string spoken: view.spoken

    onSpokenChanged: Accessible.announce(spoken, Accessible.Assertive)

    Column {
        id: head

        x: Theme.margin
        y: Theme.gap
        width: (Theme.landscape ? 0.4 : 1) * (page.width - 2 * Theme.margin)
        spacing: (Theme.dense ? 0.4 : 0.75) * Theme.gap

        Heading {
            objectName: "task"
            width: parent.width
            text: page.view.task
            font.pixelSize: Math.round((Theme.dense ? 1 : 1.2) * Theme.heading)
        }

        Row {
            objectName: "progress"
            spacing: Theme.gap
            visible: page.view.tasks > 0
            Accessible.role: Accessible.ProgressBar
            Accessible.name: page.view.progressText

            Repeater {
                model: page.view.tasks

                Rectangle {
                    id: dot

                    required property int index
                    readonly property bool over: index < page.view.done

                    width: 0.9 * Theme.icon
                    height: width
                    radius: width / 2
                    color: over ? Theme.good : Theme.paper
                    border.color: over ? Theme.good : index === page.view.done ? Theme.primary : Theme.line
                    border.width: (index === page.view.done ? 3 : 1) * Theme.stroke

                    Icon {
                        anchors.centerIn: parent
                        visible: dot.over
                        name: "check"
                        tint: "#ffffff"
                        size: 0.7 * parent.width
                    }
                }
            }
        }

        Banner {
            objectName: "problem"
            width: parent.width
            text: page.view.problem
            font.pixelSize: Theme.dense ? Theme.body : Theme.large
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: page.view.attemptsText
            color: Theme.inkSoft
        }
    }

    Mirror {
        // Upright, words come and go above it, and it keeps its place.
        readonly property real above: Theme.landscape ? Theme.gap : Math.max(head.y + head.height + Theme.gap, (Theme.elder ? 0.36 : 0.3) * page.height)
        readonly property real room: (Theme.landscape ? page.height : privacy.y) - above - Theme.gap
        readonly property real begin: Theme.landscape ? head.x + head.width : 0

        x: Math.round(begin + (page.width - begin - width) / 2)
        y: Math.round(above + (room - height) / 2)
        height: Math.round(Math.min(room, 1.25 * (Theme.landscape ? 0.5 : 0.8) * page.width))
        width: Math.round(0.8 * height)
        source: page.view.source
        label: page.view.pictureText
        arrow: page.view.arrow
        troubled: page.view.problem !== ""
    }

    Words {
        id: privacy

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap
        width: head.width
        text: page.view.privacy
        color: Theme.inkSoft
        horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
    }
}
