pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property NoticeView view
    required property ShellModel shell

    objectName: "screen_notice"

    Heading {
        id: heading

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.margin
        text: screen.view.heading
    }

    // Scrolls only where a flow has more to say than this one screen holds.
    Flickable {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: heading.bottom
        anchors.bottom: consent.top
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: 0.75 * Theme.gap
        anchors.bottomMargin: 0.75 * Theme.gap
        contentHeight: points.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        GridLayout {
            id: points

            readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

            width: parent.width
            columns: Theme.landscape ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: (Theme.dense ? 0.4 : Theme.elder ? 0.6 : 1) * Theme.gap

            Repeater {
                model: screen.view.points

                Card {
                    id: point

                    required property string modelData
                    required property int index

                    Layout.preferredWidth: points.cell
                    Layout.fillHeight: true
                    implicitHeight: Math.max(words.implicitHeight, number.height) + (Theme.dense ? 0.3 : Theme.elder ? 0.75 : 1.25) * Theme.gap

                    Rectangle {
                        id: number

                        x: 0.75 * Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: (Theme.dense ? 0.9 : 1.25) * Theme.icon
                        height: width
                        radius: width / 2
                        color: Theme.primary

                        Words {
                            anchors.centerIn: parent
                            text: point.index + 1
                            color: "#ffffff"
                            font.weight: Font.Bold
                            lineHeight: 1
                        }
                    }

                    Words {
                        id: words

                        anchors.left: number.right
                        anchors.right: parent.right
                        anchors.margins: 0.75 * Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: point.modelData
                        font.pixelSize: Theme.dense ? Theme.tiny : Theme.elder || Theme.landscape ? Theme.body : Theme.large
                        lineHeight: Theme.elder ? 1 : 1.1
                    }
                }
            }
        }
    }

    ActionButton {
        id: consent

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.margin
        height: (Theme.dense ? 1.05 : 1.25) * Theme.touch
        objectName: "consent"
        kind: "primary"
        iconName: "check"
        label: screen.view.consentText
        onTapped: screen.view.consent()
    }
}
