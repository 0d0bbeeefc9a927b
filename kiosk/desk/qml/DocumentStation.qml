pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The A4 printer with its tray: the newest sheets lie in front.
Item {
    id: root

    required property DeskViewModel desk

    Rectangle {
        id: machine
        width: parent.width
        height: 112
        radius: 18
        gradient: Gradient {
            GradientStop { position: 0; color: "#f7f9fb" }
            GradientStop { position: 0.75; color: "#dfe5eb" }
            GradientStop { position: 1; color: "#c6ced7" }
        }
        border.color: "#c0c9d3"

        Rectangle {
            x: 26
            y: 22
            width: 110
            height: 34
            radius: 6
            color: "#17222e"

            Text {
                anchors.centerIn: parent
                width: parent.width - 16
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 9
                text: root.desk.documentPrinter.status.zh
                color: root.desk.documentPrinter.state === "ready" ? "#7df0b4"
                    : root.desk.documentPrinter.state === "trouble" ? "#ffb08a" : "#55616e"
                font.pixelSize: 15
            }
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 88
            width: parent.width - 60
            height: 10
            radius: 5
            color: "#27313c"
        }
    }
    Flickable {
        anchors.fill: parent
        anchors.topMargin: 100
        contentHeight: sheets.height + 20
        clip: true

        Flow {
            id: sheets
            width: parent.width - 60
            x: 30
            spacing: 14

            Repeater {
                id: printed
                model: root.desk.sheets

                delegate: Rectangle {
                    required property string modelData
                    required property int index

                    width: index === 0 ? sheets.width : (sheets.width - sheets.spacing) / 2
                    height: width * 1.414
                    color: "white"
                    border.color: "#ccd4dc"

                    Image {
                        anchors.fill: parent
                        anchors.margins: 1
                        source: parent.modelData
                        fillMode: Image.PreserveAspectFit
                        mipmap: true
                    }
                }
            }
        }
    }
    Bilingual {
        anchors.centerIn: parent
        width: parent.width
        visible: printed.count === 0
        words: root.desk.labels.noSheet
        size: 17
        align: Text.AlignHCenter
        zhColor: Style.soft
    }
}
