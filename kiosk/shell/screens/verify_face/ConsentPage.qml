pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What is asked, then three keys that look alike: none is put forward, and none is chosen beforehand.
Item {
    id: page

    required property VerifyFaceView view

    readonly property real across: width - 2 * Theme.margin
    readonly property real share: Theme.landscape ? 0.5 * (across - 2 * Theme.gap) : across

    Heading {
        id: heading

        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: page.across
        text: page.view.heading
    }

    // Scrolls only where large type leaves no room for all that is said.
    Flickable {
        x: Theme.margin
        y: heading.y + heading.height + (Theme.landscape || Theme.elder ? 0.75 : 1.5) * Theme.gap
        width: page.share
        height: (Theme.landscape ? page.height : choices.y) - y - (Theme.landscape ? 0.5 : 1) * Theme.gap
        contentHeight: points.height
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        Column {
            id: points

            width: parent.width
            spacing: (Theme.dense ? 0.6 : 1) * Theme.gap

            Repeater {
                model: page.view.points

                Row {
                    id: point

                    required property string modelData
                    required property int index

                    width: points.width
                    spacing: 0.75 * Theme.gap

                    Icon {
                        id: sign

                        name: ["face_camera", "shield", "touch"][point.index]
                        size: (Theme.dense ? 0.9 : 1.1) * Theme.icon
                    }

                    Words {
                        width: parent.width - sign.width - parent.spacing
                        text: point.modelData
                        font.pixelSize: Theme.dense || Theme.landscape || Theme.elder ? Theme.body : Theme.large
                    }
                }
            }
        }
    }

    Column {
        id: choices

        x: Theme.landscape ? page.width - Theme.margin - width : Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: page.share
        spacing: (Theme.dense ? 0.75 : 1) * Theme.gap

        Repeater {
            model: page.view.choices

            ChoiceTile {
                required property var modelData

                width: parent.width
                height: Math.max(implicitHeight, (Theme.landscape ? 1.9 : 1.6) * Theme.touch)
                objectName: modelData.object
                label: modelData.label
                note: modelData.note
                onTapped: page.view.choose(modelData.id)
            }
        }
    }
}
