using System.Reflection;

namespace Flex3D.Stages.Results.Report;

/// <summary>The parts of a page that are the same for every run: its style, its scripts and the packed plotting library.</summary>
public static class PageAssets
{
    /// <summary>Scripts in the order in which they run.</summary>
    private static readonly string[] s_scripts = ["numbers.js", "theme.js", "lighter.js", "surface.js", "particles.js", "curves.js", "main.js"];

    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The scripts of the page that compares runs.</summary>
    public static string ComparisonScript { get; } = string.Concat(new[] { "numbers.js", "theme.js", "compare.js", "main.js" }.Select(Read));

    /// <summary>The scripts of the page of a run.</summary>
    public static string Script { get; } = string.Concat(s_scripts.Select(Read));

    /// <summary>The plotting library: gzip, then base64.</summary>
    public static string Plotly { get; } = Read("plotly.base64");

    /// <summary>Reads a part by the name of its file, such as <c>theme.js</c>.</summary>
    /// <exception cref="InvalidOperationException">There is no such part.</exception>
    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("page/" + name) ?? throw new InvalidOperationException($"the program was built without {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
