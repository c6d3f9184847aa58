namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>What is wrong with a map or a mask is said in one sentence that names file, place, what was found and what was expected, with exit code 2.</summary>
public sealed class BadMapTests(TinyParticles tiny) : SpoiledFolder(tiny)
{
    [Fact]
    public Task A_map_with_a_nan()
    {
        ChangeMap(Map, values => values[(5 * TinyParticles.Box + 6) * TinyParticles.Box + 7] = float.NaN);
        return Flex.RefusedAsync(Prep(), Map, "voxel x=7, y=6, z=5", "NaN", "finite");
    }

    [Fact]
    public Task A_map_that_is_empty()
    {
        ChangeMap(Map, Array.Clear);
        return Flex.RefusedAsync(Prep(), Map, "empty inside the mask", "consensus map");
    }

    [Fact]
    public Task A_map_that_is_missing()
    {
        File.Delete(Map);
        return Flex.RefusedAsync(Prep(), Map, "no such file");
    }

    [Fact]
    public Task A_mask_that_is_empty()
    {
        ChangeMap(Mask, Array.Clear);
        return Flex.RefusedAsync(Prep(), Mask, "an empty mask", "covers the molecule");
    }

    [Fact]
    public Task A_mask_with_a_nan()
    {
        ChangeMap(Mask, values => values[^1] = float.NaN);
        return Flex.RefusedAsync(Prep(), Mask, "voxel x=31, y=31, z=31", "NaN");
    }

    [Fact]
    public Task A_map_given_as_the_mask()
    {
        ChangeMap(Mask, values => values[100] = 7);
        return Flex.RefusedAsync(Prep(), Mask, "to 7", "from 0 to 1");
    }
}
