using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>Reads latents and particle numbers that a user gives.</summary>
internal static class GivenLatents
{
    /// <summary>Reads latents from a CSV with the header z0,z1,… and one row for each frame.</summary>
    public static float[] Read(string path, FlexModel model)
    {
        (float[] values, int dimensions) = LatentReader.Read(path);
        return dimensions == model.Flow.LatentDimension
            ? values
            : throw new InputException(path, null, $"{dimensions} coordinates a row", $"the model's {model.Flow.LatentDimension} (z0, z1, …)");
    }

    /// <summary>Reads one latent as a user writes it: numbers between commas.</summary>
    public static float[] Parse(string option, string text, FlexModel model)
    {
        string[] fields = text.Split(',', StringSplitOptions.TrimEntries);
        float[] latent = new float[fields.Length];
        bool numbers = fields.Index().All(field => float.TryParse(field.Item, NumberStyles.Float, CultureInfo.InvariantCulture, out latent[field.Index]) && float.IsFinite(latent[field.Index]));
        return numbers && latent.Length == model.Flow.LatentDimension ? latent
            : throw new InputException(option, null, $"'{text}'", $"{model.Flow.LatentDimension} numbers between commas, one for each latent coordinate");
    }

    /// <summary>Reads particle numbers as a user writes them: 0,5,10-20 (from 0, both ends included), or all.</summary>
    /// <exception cref="InputException">Not a number or a range, or beyond the particles.</exception>
    public static List<int> Particles(IEnumerable<string> texts, int count)
    {
        var numbers = new List<int>();
        foreach (string part in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            string[] ends = part == "all" ? ["0", $"{count - 1}"] : part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], out int first) || !int.TryParse(ends[^1], out int last) || first < 0 || last < first || last >= count)
            {
                throw new InputException("--particles", null, $"'{part}'", $"numbers or ranges from 0 to {count - 1}, such as 0,5,10-20, or all");
            }
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return numbers;
    }

    /// <summary>Returns the latents of some particles, [particle][K].</summary>
    public static float[] Of(FlexModel model, IReadOnlyList<int> particles)
    {
        int k = model.Flow.LatentDimension;
        float[] latents = new float[particles.Count * k];
        for (int i = 0; i < particles.Count; i++)
        {
            model.Latents.AsSpan(particles[i] * k, k).CopyTo(latents.AsSpan(i * k));
        }
        return latents;
    }
}
