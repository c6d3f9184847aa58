namespace Flex3D.Stages.Geometry;

/// <summary>Colours of labels in pictures: neighbouring labels differ, and a label has one colour in every picture.</summary>
public static class LabelColours
{
    private const double GoldenAngle = 137.50776405003785;

    /// <summary>Returns the colour as <c>#rrggbb</c>; grey for 0.</summary>
    public static string Of(int label)
    {
        if (label == 0)
        {
            return "#b0b0b0";
        }
        (double r, double g, double b) = Components(label);
        return FormattableString.Invariant($"#{(int)(255 * r + 0.5):x2}{(int)(255 * g + 0.5):x2}{(int)(255 * b + 0.5):x2}");
    }

    /// <summary>Returns red, green and blue, 0 to 1: hues that turn by the golden angle, of one saturation and value.</summary>
    public static (double Red, double Green, double Blue) Components(int label)
    {
        double hue = ((label - 1) * GoldenAngle % 360 + 360) % 360 / 60;
        return (Of(5), Of(3), Of(1));

        double Of(double shift)
        {
            double k = (shift + hue) % 6;
            return 0.9 - 0.9 * 0.65 * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1));
        }
    }
}
