using System.Text.Json;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;

namespace Flex3D.Tests.Engine.Imaging;

public class FourierCropTests
{
    [Theory]
    [InlineData("cropped_keep_intensity", false)]
    [InlineData("cropped_unit_noise", true)]
    public void Cropped_images_are_the_golden_ones(string name, bool unitNoise)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("fourier_crop.json")));
        float[] Image(string key) => [.. golden.RootElement.GetProperty(key).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetSingle())];
        int n = golden.RootElement.GetProperty("n").GetInt32(), m = golden.RootElement.GetProperty("m").GetInt32();
        var crop = new FourierCrop(n, m);
        var small = new float[m * m];
        crop.Crop(Image("image"), small, new float[crop.ScratchLength], unitNoise);
        float[] expected = Image(name);
        for (int i = 0; i < small.Length; i++)
        {
            small[i].ShouldBe(expected[i], 3e-6f);
        }
    }

    [Fact]
    public void White_noise_keeps_its_deviation_where_asked()
    {
        const int n = 128, m = 40;
        var crop = new FourierCrop(n, m);
        float[] image = new float[n * n], small = new float[m * m];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (float)CounterRandom.Normal(3, 0, 0, 0, (ulong)i);
        }
        crop.Crop(image, small, new float[crop.ScratchLength], unitNoise: true);
        Math.Sqrt(small.Average(v => v * v)).ShouldBe(1, 0.06);
    }

    [Fact]
    public void The_same_box_copies()
    {
        float[] image = [.. Enumerable.Range(0, 64).Select(i => (float)i)];
        var crop = new FourierCrop(8, 8);
        var small = new float[64];
        crop.Crop(image, small, new float[crop.ScratchLength]);
        small.ShouldBe(image);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(60)]
    public void A_resized_map_is_the_same_smooth_object_about_the_same_centre(int newBox)
    {
        DensityMap map = Blob(36, 2.0), resized = FourierResize3.Resize(map, newBox), expected = Blob(newBox, 2.0 * 36 / newBox);
        resized.PixelSizeAngstrom.ShouldBe(expected.PixelSizeAngstrom, 1e-12);
        for (int i = 0; i < expected.Values.Length; i++)
        {
            resized.Values[i].ShouldBe(expected.Values[i], 2e-3f);
        }
    }

    /// <summary>A Gaussian of 7 Å, off the centre, of height 1.</summary>
    private static DensityMap Blob(int box, double pixel)
    {
        var map = new DensityMap(box, pixel);
        for (int z = 0; z < box; z++)
        {
            for (int y = 0; y < box; y++)
            {
                for (int x = 0; x < box; x++)
                {
                    double dx = (x - box / 2) * pixel - 4, dy = (y - box / 2) * pixel + 5, dz = (z - box / 2) * pixel - 1.5;
                    map[z, y, x] = (float)Math.Exp(-(dx * dx + dy * dy + dz * dz) / (2 * 49));
                }
            }
        }
        return map;
    }
}
