using System.Globalization;
using System.Text;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Results.Pages;

namespace Flex3D.Pipeline.Checks;

/// <summary>Draws the gain of each reading of the table that was tried as a bar, the highest first, as an <c>svg</c> element.</summary>
internal static class ReadingBars
{
    private const int Row = 18, Names = 260, Bars = 380, Width = 960;
    private const string Given = "#0072B2", Best = "#D55E00", Other = "#bbb";

    /// <summary>Draws a round.</summary>
    public static string Of(ReadingRound round)
    {
        TriedReading best = round.Tried.FirstOrDefault(reading => reading.Accepted) ?? round.Over;
        // Of equal gains, what they were compared with comes first.
        TriedReading[] readings = [.. round.Tried.Prepend(round.Over).OrderByDescending(reading => reading.Gain)];
        double most = Math.Max(readings[0].Gain, double.Epsilon);
        string given = round.Over.Code == "table" ? "as given" : "found before";
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Row * readings.Length + 4}\" width=\"100%\" role=\"img\" font-size=\"12\" fill=\"#222\">\n");
        for (int i = 0; i < readings.Length; i++)
        {
            TriedReading reading = readings[i];
            bool over = ReferenceEquals(reading, round.Over), accepted = ReferenceEquals(reading, best);
            string colour = accepted && !over ? Best : over ? Given : Other;
            string mark = (over, accepted) switch { (true, true) => $"{given}, the best", (true, false) => given, (false, true) => "the best", _ => "" };
            string errors = over ? "" : string.Create(CultureInfo.InvariantCulture, $"{reading.StandardErrors:+0.0;-0.0;0.0} s.e.");
            int y = Row * i, text = y + 13;
            svg.Append($"<g{(over || accepted ? " font-weight=\"bold\"" : "")}><title>{HtmlPage.Encode(reading.Text)}</title>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names - 8}\" y=\"{text}\" text-anchor=\"end\">{(over ? given : HtmlPage.Encode(reading.Code))}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Names}\" y=\"{y + 3}\" width=\"{Bars * Math.Max(0, reading.Gain) / most:0.##}\" height=\"{Row - 5}\" fill=\"{colour}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names + Bars + 80}\" y=\"{text}\" text-anchor=\"end\">{reading.Gain:0}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names + Bars + 170}\" y=\"{text}\" text-anchor=\"end\">{errors}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names + Bars + 186}\" y=\"{text}\">{mark}</text></g>\n");
        }
        return svg.Append("</svg>").ToString();
    }
}
